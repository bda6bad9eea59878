"""Certificates: ordered in the transaction of the act that brings them, set, signed and issued by a worker, checked by anyone.

`typesetting`, `texts` and `fonts` are pure and serve the law layer's contract too; all else stands on the store.
"""
