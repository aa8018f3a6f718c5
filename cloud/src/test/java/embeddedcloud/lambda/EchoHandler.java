package embeddedcloud.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Answers with what it was asked and what it knows; counts its calls to show a warm instance. */
public final class EchoHandler implements RequestHandler<EchoHandler.Question, EchoHandler.Answer> {
  private final Clock clock;
  private int calls;

  public EchoHandler(Clock clock) {
    this.clock = clock;
  }

  /** A bean, as the runtime's default serializer reads it. */
  public static final class Question {
    public String text;
    public List<Integer> numbers = List.of();
    public boolean fail;
    public int answerBytes;
  }

  public static final class Answer {
    public String text;
    public List<Integer> numbers;
    public int calls;
    public Instant at;
    public int remainingMillis;
    public String function;
  }

  @Override
  public Answer handleRequest(Question question, Context context) {
    calls++;
    context.getLogger().log("asked " + question.text);
    if (question.fail) {
      throw new EchoException("cannot answer " + question.text);
    }
    Answer answer = new Answer();
    answer.text = question.answerBytes > 0 ? "x".repeat(question.answerBytes) : question.text;
    answer.numbers = question.numbers;
    answer.calls = calls;
    answer.at = clock.instant();
    answer.remainingMillis = context.getRemainingTimeInMillis();
    answer.function = context.getInvokedFunctionArn();
    return answer;
  }

  /** The error of this function. */
  public static final class EchoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EchoException(String message) {
      super(message);
    }
  }
}
