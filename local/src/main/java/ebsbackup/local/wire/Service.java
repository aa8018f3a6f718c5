package ebsbackup.local.wire;

import software.amazon.awssdk.core.exception.SdkClientException;

/** One AWS service: takes requests in its protocol and answers them, errors included. */
interface Service {
  /**
   * Answers a request.
   *
   * @throws SdkClientException when the answer shall never arrive
   */
  WireResponse answer(WireRequest request);
}
