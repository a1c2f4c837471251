using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Enarx.Attestation;

/// <summary>The JSON Schema (2020-12) of what <see cref="PolicyJson"/> reads, made of the same table. docs/policy.schema.json is it.</summary>
public static class PolicySchema
{
    /// <summary>Its name, which does not change while <see cref="PolicyJson.Version"/> does not.</summary>
    public const string Id = "urn:enarxps:keep-policy:1";

    /// <summary>Writes it, in UTF-8.</summary>
    public static byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            writer.WriteString("$id", Id);
            writer.WriteString("title", "EnarxPS policy");
            writer.WriteString("description", "What evidence of a TEE must show to pass. Export-KeepPolicy writes it and Import-KeepPolicy reads it.");
            writer.WriteString("type", "object");
            writer.WriteBoolean("additionalProperties", false);
            writer.WriteStartArray("required");
            writer.WriteStringValue(PolicyJson.VersionMember);
            writer.WriteEndArray();
            writer.WriteStartObject("properties");
            WriteMembers(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteMembers(Utf8JsonWriter writer)
    {
        Start(writer, PolicyJson.SchemaMember, "Where an editor finds this schema; it has no effect.");
        writer.WriteString("type", "string");
        writer.WriteEndObject();
        Start(writer, PolicyJson.VersionMember, "Version of this form.");
        writer.WriteNumber("const", PolicyJson.Version);
        writer.WriteEndObject();
        foreach (PolicyField field in PolicyFields.All)
        {
            Start(writer, field.JsonName, field.Description);
            field.Describe(writer);
            writer.WriteEndObject();
        }

        Start(writer, PolicyJson.SourcesMember, "Where values came from, for people, by the name of the member; it has no effect.");
        writer.WriteString("type", "object");
        writer.WriteNumber("minProperties", 1);
        writer.WriteBoolean("additionalProperties", false);
        writer.WriteStartObject("properties");
        foreach (PolicyField field in PolicyFields.All)
        {
            writer.WriteStartObject(field.JsonName);
            PolicyTypes.Name.Describe(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Start(Utf8JsonWriter writer, string name, string description)
    {
        writer.WriteStartObject(name);
        writer.WriteString("description", description);
    }
}
