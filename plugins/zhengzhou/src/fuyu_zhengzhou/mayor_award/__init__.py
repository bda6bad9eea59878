"""The mayor's quality award (市长质量奖), zhengzhou.mayor_award, a draft for comment."""
