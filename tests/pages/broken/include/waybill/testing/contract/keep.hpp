// {"it is kept", is_kept},
