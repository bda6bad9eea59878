"""The award for quality innovation under the text of 2025: what changed, over what did not."""
