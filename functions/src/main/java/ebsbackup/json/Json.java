package ebsbackup.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import ebsbackup.ebs.KeyPolicy;
import ebsbackup.ebs.Snapshot;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.CopyPlan;
import ebsbackup.request.ExecutionEvent;
import ebsbackup.request.Initialization;
import ebsbackup.request.Plan;
import ebsbackup.request.RestoreMode;
import ebsbackup.request.RestoreRequest;
import ebsbackup.request.VerifyRequest;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Converts values to JSON and back. No other code does. */
public final class Json {
  private final Gson gson =
      new GsonBuilder()
          .disableHtmlEscaping()
          // Registered first, because later registrations take precedence: PlanJson must read
          // plans.
          .registerTypeAdapterFactory(new Optionals())
          .registerTypeAdapterFactory(new Records())
          .registerTypeAdapter(
              Instant.class,
              (JsonSerializer<Instant>) (time, t, c) -> new JsonPrimitive(time.toString()))
          .registerTypeAdapter(
              Instant.class, (JsonDeserializer<Instant>) (json, t, c) -> instant(json))
          .registerTypeAdapter(
              Duration.class,
              (JsonSerializer<Duration>) (span, t, c) -> new JsonPrimitive(span.toString()))
          .registerTypeAdapter(
              Plan.class, (JsonDeserializer<Plan>) (json, t, c) -> PlanJson.read(json))
          .registerTypeAdapter(
              RestoreRequest.class,
              (JsonDeserializer<RestoreRequest>) (json, t, c) -> RestoreRequestJson.read(json))
          .registerTypeAdapter(
              VerifyRequest.class,
              (JsonDeserializer<VerifyRequest>) (json, t, c) -> VerifyRequestJson.read(json))
          .registerTypeAdapter(
              CopyPlan.class, (JsonDeserializer<CopyPlan>) (json, t, c) -> CopyPlanJson.read(json))
          .registerTypeAdapter(
              RestoreMode.class,
              (JsonSerializer<RestoreMode>) (mode, t, c) -> new JsonPrimitive(mode.word()))
          .registerTypeAdapter(
              RestoreMode.class,
              (JsonDeserializer<RestoreMode>) (json, t, c) -> RestoreMode.of(json.getAsString()))
          .registerTypeAdapter(
              Initialization.Way.class,
              (JsonSerializer<Initialization.Way>) (way, t, c) -> new JsonPrimitive(way.word()))
          .registerTypeAdapter(
              Initialization.Way.class,
              (JsonDeserializer<Initialization.Way>)
                  (json, t, c) -> Initialization.Way.of(json.getAsString()))
          .registerTypeAdapter(
              RawJson.class,
              (JsonDeserializer<RawJson>) (json, t, c) -> new RawJson(json.toString()))
          .registerTypeAdapter(
              KeyPolicy.class,
              (JsonDeserializer<KeyPolicy>) (json, t, c) -> KeyPolicyJson.read(json))
          .registerTypeAdapter(
              Snapshot.class,
              (JsonSerializer<Snapshot>) (snapshot, t, c) -> SnapshotJson.write(snapshot))
          .registerTypeAdapter(
              ExecutionEvent.class,
              (JsonDeserializer<ExecutionEvent>) (json, t, c) -> ExecutionEventJson.read(json))
          .create();

  /**
   * Reads a value.
   *
   * @throws InvalidInputException if the text is not JSON or does not match the type
   */
  public <T> T read(String text, Class<T> type) {
    return type.cast(read(text, (Type) type));
  }

  /** Reads a value; empty if the text is not JSON or does not match the type. */
  public <T> Optional<T> readIfValid(String text, Class<T> type) {
    try {
      return Optional.of(read(text, type));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads a document from outside.
   *
   * @param document null if the input has none
   * @throws InvalidInputException if the document does not match the type; it names the field
   */
  public <T> T read(RawJson document, Class<T> type) {
    return read(document == null ? "" : document.text(), type);
  }

  /** Reads a value of a type that a class cannot express, for example a list of something. */
  public Object read(String text, Type type) {
    try {
      Object value = gson.fromJson(text, type);
      if (value == null) {
        throw new InvalidInputException("input", "empty", "a JSON document");
      }
      return value;
    } catch (JsonParseException e) {
      throw new InvalidInputException("input", String.valueOf(e.getMessage()), "a JSON document");
    }
  }

  private static Instant instant(JsonElement json) {
    try {
      return Instant.parse(json.getAsString());
    } catch (DateTimeParseException e) {
      throw new JsonParseException("a time that cannot be read: " + json, e);
    }
  }

  public String write(Object value) {
    // Gson would write to a StringBuilder through an adapter, one character at a time.
    StringWriter text = new StringWriter();
    gson.toJson(value, text);
    return text.toString();
  }

  /**
   * Returns an object without one of its fields; empty if the document is not an object that has
   * it.
   */
  public Optional<String> without(String field, String document) {
    JsonElement tree = gson.fromJson(document, JsonElement.class);
    if (tree == null || !tree.isJsonObject() || !tree.getAsJsonObject().has(field)) {
      return Optional.empty();
    }
    tree.getAsJsonObject().remove(field);
    return Optional.of(tree.toString());
  }

  /** Converts an absent field to an empty Optional and back. */
  private static final class Optionals implements TypeAdapterFactory {
    @Override
    @SuppressWarnings("unchecked") // the type token says it
    public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
      if (type.getRawType() != Optional.class) {
        return null;
      }
      Type content = ((ParameterizedType) type.getType()).getActualTypeArguments()[0];
      return (TypeAdapter<T>) adapter(gson.getAdapter(TypeToken.get(content)));
    }

    private static <C> TypeAdapter<Optional<C>> adapter(TypeAdapter<C> content) {
      return new TypeAdapter<>() {
        @Override
        public void write(JsonWriter out, Optional<C> value) throws IOException {
          content.write(out, value.orElse(null));
        }

        @Override
        public Optional<C> read(JsonReader in) throws IOException {
          return Optional.ofNullable(content.read(in));
        }
      };
    }
  }

  /** Ensures that a record never gets null for an Optional or a list that the JSON omits. */
  private static final class Records implements TypeAdapterFactory {
    @Override
    public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
      if (!type.getRawType().isRecord()) {
        return null;
      }
      RecordComponent[] components = type.getRawType().getRecordComponents();
      TypeAdapter<T> reflective = gson.getDelegateAdapter(this, type);
      TypeAdapter<JsonElement> trees = gson.getAdapter(JsonElement.class);
      return new TypeAdapter<>() {
        @Override
        public void write(JsonWriter out, T value) throws IOException {
          reflective.write(out, value);
        }

        @Override
        public T read(JsonReader in) throws IOException {
          JsonElement tree = trees.read(in);
          if (tree.isJsonObject()) {
            for (RecordComponent component : components) {
              completed(tree.getAsJsonObject(), component);
            }
          }
          return reflective.fromJsonTree(tree);
        }
      };
    }

    private static void completed(JsonObject object, RecordComponent component) {
      if (component.getType() == Optional.class && !object.has(component.getName())) {
        object.add(component.getName(), JsonNull.INSTANCE);
      }
      JsonElement value = object.get(component.getName());
      if (component.getType() == List.class && (value == null || value.isJsonNull())) {
        object.add(component.getName(), new JsonArray());
      }
    }
  }
}
