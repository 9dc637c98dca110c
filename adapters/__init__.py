"""Job boards, one file each, named after the board. Drop a file here and the registry finds it."""
