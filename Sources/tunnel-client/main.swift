print("tunnel-client")
