package embeddedcloud.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;

/** Writes XML documents, with the SDK's model objects as elements, as in the Query protocols. */
final class Xml {
  /** AWS writes milliseconds even if they are zero. */
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final XMLStreamWriter writer;

  private Xml() throws XMLStreamException {
    writer =
        XMLOutputFactory.newFactory().createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
  }

  /** The content of an element. */
  interface Content {
    void write(Xml xml) throws XMLStreamException;
  }

  /** Writes a document with one root element. */
  static SdkBytes document(String root, Optional<String> namespace, Content content) {
    try {
      Xml xml = new Xml();
      xml.writer.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
      xml.writer.writeStartElement(root);
      if (namespace.isPresent()) {
        xml.writer.writeDefaultNamespace(namespace.get());
      }
      content.write(xml);
      xml.writer.writeEndElement();
      xml.writer.writeEndDocument();
      xml.writer.close();
      return SdkBytes.fromByteArrayUnsafe(xml.bytes.toByteArray());
    } catch (XMLStreamException e) {
      throw new IllegalStateException("XML into memory cannot fail", e);
    }
  }

  void element(String name, Content content) throws XMLStreamException {
    writer.writeStartElement(name);
    content.write(this);
    writer.writeEndElement();
  }

  void text(String name, String text) throws XMLStreamException {
    writer.writeStartElement(name);
    String[] parts = text.split("\r", -1);
    for (int i = 0; i < parts.length; i++) {
      if (i > 0) {
        // A parser would read a bare carriage return as a line feed.
        writer.writeEntityRef("#xD");
      }
      writer.writeCharacters(parts[i]);
    }
    writer.writeEndElement();
  }

  /** Writes an element for each member that is set. */
  void members(SdkPojo object) throws XMLStreamException {
    for (SdkField<?> field : object.sdkFields()) {
      Object value = field.getValueOrDefault(object);
      if (value != null && !(value instanceof SdkAutoConstructList)) {
        value(field.unmarshallLocationName(), field, value);
      }
    }
  }

  private void value(String name, SdkField<?> field, Object value) throws XMLStreamException {
    switch (value) {
      case SdkPojo object -> element(name, xml -> xml.members(object));
      case List<?> list -> list(name, field.getTrait(ListTrait.class), list);
      case Instant instant -> text(name, time(instant));
      case SdkBytes blob -> text(name, Base64.getEncoder().encodeToString(blob.asByteArray()));
      case String string -> text(name, string);
      case Number number -> text(name, number.toString());
      case Boolean truth -> text(name, truth.toString());
      default ->
          throw new IllegalStateException(
              "%s is a %s, which no answer of the embedded services has"
                  .formatted(name, field.marshallingType().getKnownType()));
    }
  }

  private void list(String name, ListTrait trait, List<?> list) throws XMLStreamException {
    String item = Optional.ofNullable(trait.memberLocationName()).orElse("member");
    Content items =
        xml -> {
          for (Object value : list) {
            xml.value(trait.isFlattened() ? name : item, trait.memberFieldInfo(), value);
          }
        };
    if (trait.isFlattened()) {
      items.write(this);
    } else {
      element(name, items);
    }
  }

  private static String time(Instant instant) {
    return instant.equals(instant.truncatedTo(ChronoUnit.MILLIS))
        ? MILLISECONDS.format(instant)
        : instant.toString();
  }
}
