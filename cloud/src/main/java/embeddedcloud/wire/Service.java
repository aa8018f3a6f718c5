package embeddedcloud.wire;

import software.amazon.awssdk.core.exception.SdkClientException;

/** One AWS service: takes requests in its protocol and answers them, errors included. */
interface Service {
  /**
   * Answers a request.
   *
   * @throws SdkClientException when the answer shall never arrive
   */
  WireResponse answer(WireRequest request);

  /** The service's own answer to a request that it could not deal with, through no fault of it. */
  WireResponse broken(String message);
}
