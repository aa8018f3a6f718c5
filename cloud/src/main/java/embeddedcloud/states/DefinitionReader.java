package embeddedcloud.states;

import com.google.gson.JsonParseException;
import embeddedcloud.json.StrictJson;
import embeddedcloud.states.State.Catcher;
import embeddedcloud.states.State.Exit;
import embeddedcloud.states.State.Retrier;
import embeddedcloud.states.State.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Reads ASL text into a {@link Definition}. Refuses features that the interpreter does not support.
 */
final class DefinitionReader {
  /** The longest error and cause that AWS keeps, in characters. */
  static final int MAX_ERROR = 256;

  static final int MAX_CAUSE = 32_768;

  private static final int MAX_NAME = 80;

  /** AWS's limit for MaxDelaySeconds: less than 366 days. */
  private static final long MAX_DELAY_SECONDS = 31_622_399;

  private static final Pattern VARIABLE = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]{0,79}");

  private DefinitionReader() {}

  static Definition read(String json) {
    Fields fields = new Fields("", parse(json));
    queryLanguage(fields, true);
    Optional<String> comment = comment(fields);
    fields
        .optionalText("Version")
        .filter(version -> !version.equals("1.0"))
        .ifPresent(
            version -> {
              throw fields.refuse("Version", "\"1.0\"");
            });
    String startAt = fields.text("StartAt");
    OptionalLong timeout = fields.optionalWhole("TimeoutSeconds", 1, State.MAX_SECONDS);
    Fields byName = fields.object("States");
    fields.refuseUnread();
    Map<String, State> states = new LinkedHashMap<>();
    for (String name : byName.names()) {
      if (name.isEmpty() || name.length() > MAX_NAME) {
        throw new BadDefinitionException(
            byName.path(name), "a state's name has 1 to " + MAX_NAME + " characters");
      }
      Object state = byName.required(name, "an object");
      states.put(name, state(name, new Fields(byName.path(name), state)));
    }
    Definition definition = new Definition(comment, startAt, duration(timeout), states);
    DefinitionChecks.check(definition);
    return definition;
  }

  private static Object parse(String json) {
    try {
      return StrictJson.parse(json);
    } catch (JsonParseException e) {
      throw new BadDefinitionException("definition", "not JSON: " + e.getMessage());
    }
  }

  private static Optional<String> comment(Fields fields) {
    return fields.optionalText("Comment");
  }

  private static void queryLanguage(Fields fields, boolean required) {
    if ((required || fields.has("QueryLanguage"))
        && !"JSONata".equals(fields.required("QueryLanguage", "\"JSONata\""))) {
      throw fields.refuse("QueryLanguage", "\"JSONata\"");
    }
  }

  private static State state(String name, Fields fields) {
    String type = fields.text("Type");
    queryLanguage(fields, false);
    Optional<String> comment = comment(fields);
    State state =
        switch (type) {
          case "Task" -> task(name, comment, fields);
          case "Choice" -> choice(name, comment, fields);
          case "Wait" -> new State.Wait(name, comment, seconds(fields), exit(fields));
          case "Pass" -> new State.Pass(name, comment, exit(fields));
          case "Succeed" -> new State.Succeed(name, comment, fields.template("Output"));
          case "Fail" ->
              new State.Fail(
                  name,
                  comment,
                  text(fields, "Error", MAX_ERROR),
                  text(fields, "Cause", MAX_CAUSE));
          default -> throw fields.refuse("Type", "Task, Choice, Wait, Pass, Succeed or Fail");
        };
    fields.refuseUnread();
    return state;
  }

  private static State task(String name, Optional<String> comment, Fields fields) {
    String resource = fields.text("Resource");
    Integration integration =
        Integration.of(resource)
            .orElseThrow(() -> fields.refuse("Resource", Integration.expected()));
    fields.required("Arguments", integration.shape());
    Template arguments = fields.template("Arguments").orElseThrow();
    checkArguments(fields, integration);
    Optional<Template> timeout = fields.template("TimeoutSeconds");
    if (timeout.flatMap(Template::asLiteral).isPresent()) {
      fields.optionalWhole("TimeoutSeconds", 1, State.MAX_SECONDS);
    } else if (timeout.isPresent() && !(timeout.get() instanceof Template.Computed)) {
      throw fields.refuse("TimeoutSeconds", "a whole number or an expression");
    }
    return new State.Task(
        name,
        comment,
        resource,
        integration,
        arguments,
        timeout,
        fields.has("Retry") ? retriers(fields) : List.of(),
        fields.has("Catch") ? catchers(fields) : List.of(),
        exit(fields));
  }

  private static void checkArguments(Fields task, Integration integration) {
    if (task.required("Arguments", "an object") instanceof String text && text.startsWith("{%")) {
      return;
    }
    Fields arguments = task.object("Arguments");
    arguments.text(integration.required());
    integration.others().forEach(arguments::has);
    arguments.refuseUnread();
  }

  private static State choice(String name, Optional<String> comment, Fields fields) {
    List<Rule> rules = new ArrayList<>();
    for (Fields rule : fields.objects("Choices")) {
      comment(rule);
      Object json = rule.required("Condition", "an expression that yields a boolean");
      Template condition = rule.template("Condition").orElseThrow();
      if (!(condition instanceof Template.Computed) && !(json instanceof Boolean)) {
        throw rule.refuse("Condition", "an expression that yields a boolean");
      }
      rules.add(
          new Rule(
              condition,
              new Exit(rule.template("Output"), assign(rule), Optional.of(rule.text("Next")))));
      rule.refuseUnread();
    }
    Optional<Exit> otherwise = Optional.empty();
    if (fields.has("Default")) {
      otherwise =
          Optional.of(
              new Exit(
                  fields.template("Output"), assign(fields), Optional.of(fields.text("Default"))));
    }
    return new State.Choice(name, comment, rules, otherwise);
  }

  private static Template seconds(Fields fields) {
    fields.required("Seconds", "a number of seconds or an expression");
    Template seconds = fields.template("Seconds").orElseThrow();
    if (seconds.asLiteral().isPresent()) {
      fields.optionalWhole("Seconds", 0, State.MAX_SECONDS);
    } else if (!(seconds instanceof Template.Computed)) {
      throw fields.refuse("Seconds", "one value or an expression");
    }
    return seconds;
  }

  /** Error or Cause of a Fail state: a string or an expression. */
  private static Optional<Template> text(Fields fields, String name, int most) {
    Optional<Template> template = fields.template(name);
    template
        .filter(value -> !(value instanceof Template.Computed))
        .ifPresent(
            value -> {
              if (!(value.asLiteral().map(Template.Literal::value).orElse(null)
                      instanceof String text)
                  || text.length() > most) {
                throw fields.refuse(name, "a string of at most " + most + " characters");
              }
            });
    return template;
  }

  private static Exit exit(Fields fields) {
    boolean end = fields.has("End");
    if (end == fields.has("Next")) {
      throw new BadDefinitionException(fields.path(), "expected exactly one of Next and End");
    }
    if (end && !Boolean.TRUE.equals(fields.required("End", "true"))) {
      throw fields.refuse("End", "true");
    }
    return new Exit(
        fields.template("Output"),
        assign(fields),
        end ? Optional.empty() : Optional.of(fields.text("Next")));
  }

  private static Map<String, Template> assign(Fields fields) {
    Map<String, Template> assign = new LinkedHashMap<>();
    if (!fields.has("Assign")) {
      return assign;
    }
    Fields variables = fields.object("Assign");
    for (String name : variables.names()) {
      if (name.equals("states") || !VARIABLE.matcher(name).matches()) {
        throw new BadDefinitionException(
            variables.path(name),
            "a variable's name is a letter, then letters, digits and _, at most 80 in all, and"
                + " not the reserved 'states'");
      }
      assign.put(name, variables.template(name).orElseThrow());
    }
    return assign;
  }

  private static List<Retrier> retriers(Fields fields) {
    List<Retrier> retriers = new ArrayList<>();
    List<Fields> list = fields.objects("Retry");
    for (Fields retry : list) {
      comment(retry);
      List<String> errors = errorEquals(retry, retry.equals(list.getLast()));
      long interval = retry.optionalWhole("IntervalSeconds", 1, State.MAX_SECONDS).orElse(1);
      OptionalLong maxDelay =
          retry.optionalWhole("MaxDelaySeconds", interval + 1, MAX_DELAY_SECONDS);
      retriers.add(
          new Retrier(
              errors,
              Duration.ofSeconds(interval),
              retry.optionalWhole("MaxAttempts", 0, State.MAX_SECONDS).orElse(3),
              backoffRate(retry),
              duration(maxDelay),
              fullJitter(retry)));
      retry.refuseUnread();
    }
    return retriers;
  }

  private static double backoffRate(Fields retry) {
    if (!retry.has("BackoffRate")) {
      return 2.0;
    }
    if (retry.required("BackoffRate", "a number") instanceof Number rate
        && rate.doubleValue() >= 1.0) {
      return rate.doubleValue();
    }
    throw retry.refuse("BackoffRate", "a number of at least 1.0");
  }

  private static boolean fullJitter(Fields retry) {
    String strategy = retry.optionalText("JitterStrategy").orElse("NONE");
    if (!strategy.equals("NONE") && !strategy.equals("FULL")) {
      throw retry.refuse("JitterStrategy", "FULL or NONE");
    }
    return strategy.equals("FULL");
  }

  private static List<Catcher> catchers(Fields fields) {
    List<Catcher> catchers = new ArrayList<>();
    List<Fields> list = fields.objects("Catch");
    for (Fields catcher : list) {
      comment(catcher);
      catchers.add(
          new Catcher(
              errorEquals(catcher, catcher.equals(list.getLast())),
              new Exit(
                  catcher.template("Output"), assign(catcher), Optional.of(catcher.text("Next")))));
      catcher.refuseUnread();
    }
    return catchers;
  }

  private static List<String> errorEquals(Fields fields, boolean last) {
    List<String> errors = new ArrayList<>();
    for (Object error : fields.list("ErrorEquals")) {
      if (!(error instanceof String name) || name.isEmpty()) {
        throw fields.refuse("ErrorEquals", "an array of error names");
      }
      if (name.startsWith("States.") && !DefinitionChecks.RESERVED_ERRORS.contains(name)) {
        throw fields.refuse(
            "ErrorEquals", "known names after 'States.', of " + DefinitionChecks.RESERVED_ERRORS);
      }
      errors.add(name);
    }
    if (errors.contains(StatesError.ALL) && (errors.size() > 1 || !last)) {
      throw fields.refuse("ErrorEquals", "States.ALL alone and in the last element");
    }
    return errors;
  }

  private static Optional<Duration> duration(OptionalLong seconds) {
    return seconds.isPresent()
        ? Optional.of(Duration.ofSeconds(seconds.getAsLong()))
        : Optional.empty();
  }
}
