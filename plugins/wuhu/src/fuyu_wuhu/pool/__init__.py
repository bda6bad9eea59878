"""The pool that brings organisations up for provincial and higher quality awards (创奖孵化池), wuhu.pool."""
