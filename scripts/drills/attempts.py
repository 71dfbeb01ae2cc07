ATTEMPTS: dict = {}
