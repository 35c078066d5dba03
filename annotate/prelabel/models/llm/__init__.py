"""What the `llm` labeler is made of: prompt, schema, endpoint, cost, and the way from quotes to positions."""
