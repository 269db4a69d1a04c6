"""Topic pages and articles as HTML, and the browser that shows them."""
