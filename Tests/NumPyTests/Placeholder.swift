import NumPy
