package embeddedcloud.wire;

import software.amazon.awssdk.core.exception.SdkClientException;

/** One AWS service. It answers requests in its own protocol, including errors. */
interface Service {
  /**
   * Answers a request.
   *
   * @throws SdkClientException when the response must not arrive
   */
  WireResponse answer(WireRequest request);

  /** Returns the service's response to a request that caused an internal error. */
  WireResponse broken(String message);
}
