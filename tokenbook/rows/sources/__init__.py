"""Where rows come from. Whatever comes in is hostile until checked."""
