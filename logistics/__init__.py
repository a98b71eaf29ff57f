"""Rail-freight and cold-chain planning on the China-Kazakhstan-Europe corridors."""
