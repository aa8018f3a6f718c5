package embeddedcloud.lambda;

import java.time.Instant;

/** One message that a handler gave to its Lambda logger. */
public record LogLine(Instant at, String functionName, String requestId, String message) {}
