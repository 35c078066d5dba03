<<<<<<< HEAD
"""Parts of the labeler `llm`: prompt, schema, endpoint, finding quoted words in the text."""
=======
"""Parts of the labeler `llm`: prompt, schema, endpoint, stored answers, and positions of quotes."""
>>>>>>> 1aefa6c (Plain English in the parts of the labeler llm and on the page of pre-labelling)
