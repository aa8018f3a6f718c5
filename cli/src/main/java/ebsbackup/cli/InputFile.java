package ebsbackup.cli;

import com.google.gson.JsonParseException;
import embeddedcloud.json.Json;
import embeddedcloud.json.StrictJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads an execution's input from a file, and checks it before anything starts. */
final class InputFile {
  private InputFile() {}

  /**
   * Reads one JSON document.
   *
   * @throws BadInputException if the file is anything else; names the file and the position
   */
  static String read(Path file) throws IOException {
    String text = utf8(file);
    try {
      Object unused = StrictJson.parse(text);
    } catch (JsonParseException e) {
      throw new BadInputException("%s: is not JSON: %s".formatted(file, e.getMessage()), e);
    }
    return text;
  }

  /** Returns the document with other values for some fields. */
  static String with(Map<String, Object> fields, String document) {
    Map<Object, Object> changed = new LinkedHashMap<>((Map<?, ?>) Json.parse(document));
    changed.putAll(fields);
    return Json.print(changed);
  }

  private static String utf8(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a folder, not a JSON document");
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer text = CharBuffer.allocate(bytes.remaining());
    CoderResult result = decoder.decode(bytes, text, true);
    try {
      if (result.isError()) {
        result.throwException();
      }
    } catch (CharacterCodingException e) {
      throw new BadInputException(
          "%s: is not UTF-8: invalid byte at offset %d".formatted(file, bytes.position()), e);
    }
    return text.flip().toString();
  }
}
