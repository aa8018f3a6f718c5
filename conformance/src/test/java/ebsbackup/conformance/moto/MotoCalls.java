package ebsbackup.conformance.moto;

import java.time.Clock;
import java.util.function.Consumer;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/** Tells moto the time with every call, and hears which exception stood in for an answer. */
record MotoCalls(Clock clock, MotoExceptions exceptions, Consumer<String> messages)
    implements ExecutionInterceptor {

  @Override
  public SdkHttpRequest modifyHttpRequest(
      Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    return context.httpRequest().toBuilder()
        .putHeader("x-conformance-time", clock.instant().toString())
        .build();
  }

  @Override
  public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
    context
        .httpResponse()
        .firstMatchingHeader("x-conformance-exception")
        .ifPresent(exceptions::use);
    if (context.request() instanceof PublishRequest published) {
      messages.accept(published.subject() + "\n" + published.message());
    }
  }
}
