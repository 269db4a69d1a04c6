"""What the window is made of: each pane is built as `Pane(desk, library, jobs)`."""
