package embeddedcloud.lambda;

import java.time.Instant;

/** One message that a handler logged with its Lambda logger. */
public record LogLine(Instant at, String functionName, String requestId, String message) {}
