"""Parts of the labeler `llm`: prompt, schema, endpoint, and the way from quotes to positions."""
