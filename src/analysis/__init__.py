"""Time to stable employment after Norway's introduction programme for refugees.

Nothing heavy is imported here: each library is imported by the room that calls it.
"""

__version__ = "0.1.0"
