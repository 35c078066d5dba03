"""Parts of the labeler `llm`: prompt, schema, endpoint, finding quoted words in the text."""
