package ebsbackup.conformance.faults;

/** What a service says when it cannot do its work, in the protocol of the request. */
final class Errors {
  private static final String XML = "text/xml;charset=UTF-8";
  private static final String JSON = "application/x-amz-json-1.0";

  private Errors() {}

  static HttpMessage throttled(HttpMessage request) {
    return isJson(request)
        ? HttpMessage.answer(
            "400 Bad Request",
            JSON,
            "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}")
        : HttpMessage.answer(
            "503 Service Unavailable", XML, xml("RequestLimitExceeded", "Request limit exceeded."));
  }

  static HttpMessage failed(HttpMessage request) {
    return isJson(request)
        ? HttpMessage.answer(
            "500 Internal Server Error",
            JSON,
            "{\"__type\":\"InternalServerError\",\"message\":\"Try again\"}")
        : HttpMessage.answer(
            "500 Internal Server Error",
            XML,
            xml("InternalError", "An internal error has occurred"));
  }

  private static boolean isJson(HttpMessage request) {
    return request.header("X-Amz-Target").isPresent();
  }

  private static String xml(String code, String message) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors>\
    <RequestID>spoiled</RequestID></Response>
    """
        .formatted(code, message);
  }
}
