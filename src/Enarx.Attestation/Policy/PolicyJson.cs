using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Enarx.Attestation;

/// <summary>
/// Policies as JSON (RFC 8259; docs/policy.schema.json). What the schema does not name is refused, and so is a member
/// that stands there twice: readers differ in which of the two they take.
/// </summary>
public static class PolicyJson
{
    /// <summary>Most bytes of a policy.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>Version of the form; another one is refused.</summary>
    public const int Version = 1;

    internal const string SchemaMember = "$schema";
    internal const string VersionMember = "version";
    internal const string SourcesMember = "sources";

    private const int MostDepth = 8;

    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        NewLine = "\n",
        // The file is read by people and never embedded in HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads a policy.</summary>
    /// <exception cref="KeepException">PolicyMalformed, PolicyFieldUnknown, PolicyFieldInvalid.</exception>
    public static KeepPolicy Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MostBytes)
            throw new KeepException(KeepErrorId.PolicyMalformed, $"A policy has {MostBytes} bytes at most; this has {json.Length}.");
        if (json.Span.StartsWith(Encoding.UTF8.Preamble))
            json = json[Encoding.UTF8.Preamble.Length..];
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MostDepth });
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new KeepException(KeepErrorId.PolicyMalformed, $"The policy is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: {e.Message.Split(". ")[0].TrimEnd('.')}.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new KeepException(KeepErrorId.PolicyMalformed, $"The policy has text that is not UTF-8 or half of a surrogate pair: {e.Message}", e);
        }
    }

    /// <summary>Writes a policy: what it has set, in UTF-8, with a line feed at the end. The same policy gives the same bytes.</summary>
    /// <exception cref="KeepException">PolicyFieldInvalid: it was made with a value that policies cannot have.</exception>
    public static byte[] Write(KeepPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            writer.WriteStartObject();
            writer.WriteNumber(VersionMember, Version);
            foreach (PolicyField field in PolicyFields.All.Where(field => field.IsSet(policy)))
            {
                writer.WritePropertyName(field.JsonName);
                field.Write(writer, policy);
            }

            if (policy.Sources.Count > 0)
                WriteSources(writer, policy.Sources);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static KeepPolicy Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new KeepException(KeepErrorId.PolicyMalformed, "A policy is a JSON object.");
        List<JsonProperty> members = PolicyTypes.Members(root, "$");
        // First, because of another version nothing else is known.
        if (members.FirstOrDefault(member => member.Name == VersionMember) is not { Value.ValueKind: JsonValueKind.Number } version)
            throw new KeepException(KeepErrorId.PolicyMalformed, $"The policy has no number \"{VersionMember}\"; this release reads version {Version}.");
        if (PolicyTypes.WholeNumber(version.Value) != Version)
            throw new KeepException(KeepErrorId.PolicyMalformed, $"The policy is of version {PolicyTypes.Shown(version.Value.GetRawText())}; this release reads version {Version}.");

        var policy = new KeepPolicy();
        foreach (JsonProperty member in members)
        {
            string path = $"$.{member.Name}";
            policy = member.Name switch
            {
                VersionMember => policy,
                SchemaMember => member.Value.ValueKind == JsonValueKind.String ? policy : throw PolicyTypes.Wrong(path, member.Value, "it must be text"),
                SourcesMember => policy with { Sources = ReadSources(member.Value, path) },
                _ => Field(member.Name).SetJson(policy, member.Value, path),
            };
        }

        return policy;
    }

    private static Dictionary<string, string> ReadSources(JsonElement json, string path)
    {
        var sources = new Dictionary<string, string>();
        foreach (JsonProperty source in PolicyTypes.Members(json, path))
        {
            bool line = source.Value.ValueKind == JsonValueKind.String && PolicyTypes.Matches(PolicyTypes.LinePattern, source.Value.GetString()!);
            sources.Add(Field(source.Name).Name, line ? source.Value.GetString()! : throw PolicyTypes.Wrong($"{path}.{source.Name}", source.Value, "it must be a line of text"));
        }

        return sources;
    }

    private static void WriteSources(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> sources)
    {
        writer.WriteStartObject(SourcesMember);
        foreach (PolicyField field in PolicyFields.All.Where(field => sources.ContainsKey(field.Name)))
        {
            writer.WriteString(field.JsonName, PolicyTypes.Matches(PolicyTypes.LinePattern, sources[field.Name]) ? sources[field.Name]
                : throw new KeepException(KeepErrorId.PolicyFieldInvalid, $"The policy's source of '{field.Name}' is not a line of text."));
        }

        writer.WriteEndObject();
    }

    private static PolicyField Field(string name) => PolicyFields.All.FirstOrDefault(field => field.JsonName == name)
        ?? throw new KeepException(KeepErrorId.PolicyFieldUnknown,
            $"Policies have no member \"{PolicyTypes.Shown(name)}\". They have {string.Join(", ", PolicyFields.All.Select(field => field.JsonName))}; case matters.");
}
