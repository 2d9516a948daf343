"""newsmill for other programs: the contract."""
