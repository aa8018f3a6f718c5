package ebsbackup.json;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Writer;

/** Writes a document piece by piece, if it is too large to be held as one value. */
public final class JsonStream implements AutoCloseable {
  private final JsonWriter out;
  private final Json json = new Json();

  /**
   * @param out closed together with this
   */
  public JsonStream(Writer out) {
    this.out = new JsonWriter(out);
  }

  public JsonStream beginObject() throws IOException {
    out.beginObject();
    return this;
  }

  public JsonStream endObject() throws IOException {
    out.endObject();
    return this;
  }

  public JsonStream beginArray() throws IOException {
    out.beginArray();
    return this;
  }

  public JsonStream endArray() throws IOException {
    out.endArray();
    return this;
  }

  /** Writes the name of the member whose value follows. */
  public JsonStream name(String name) throws IOException {
    out.name(name);
    return this;
  }

  public JsonStream value(String text) throws IOException {
    out.value(text);
    return this;
  }

  public JsonStream value(Number number) throws IOException {
    out.value(number);
    return this;
  }

  public JsonStream value(boolean flag) throws IOException {
    out.value(flag);
    return this;
  }

  /** Writes a value of any type that {@link Json} supports. */
  public JsonStream any(Object value) throws IOException {
    out.jsonValue(json.write(value));
    return this;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
