using System.Text.Json;

namespace Enarx.Corpus;

/// <summary>A case of a manifest: files in their roles, and the verdict that they must get.</summary>
public sealed class CorpusCase
{
    private readonly string _folder;
    private readonly JsonElement _json;

    private CorpusCase(string folder, JsonElement json)
    {
        _folder = folder;
        _json = json;
    }

    /// <summary>Name of the case.</summary>
    public string Id => Text("id") ?? throw new FormatException("a case has no id.");

    /// <summary>The technology, for example <c>sev-snp</c>.</summary>
    public string Tech => Text("tech") ?? "";

    /// <summary>How much of what a verdict needs is there, for example <c>full</c>.</summary>
    public string Scope => Text("scope") ?? "full";

    /// <summary>Whether the evidence is good.</summary>
    public bool IsValid => Text("expected") == "valid";

    /// <summary>What is wrong with evidence that is not.</summary>
    public string? Category => Text("category");

    /// <summary>The moment as of which it is judged; null when no date is the case's point.</summary>
    public DateTimeOffset? VerificationTime =>
        _json.TryGetProperty("verification_time", out JsonElement time) && time.ValueKind == JsonValueKind.String ? time.GetDateTimeOffset() : null;

    /// <summary>Values that a parser must find; undefined when there are none.</summary>
    public JsonElement Facts => _json.TryGetProperty("facts", out JsonElement facts) ? facts : default;

    /// <summary>The roles of its files, in the manifest's order.</summary>
    public IEnumerable<string> Roles => _json.GetProperty("files").EnumerateObject().Select(file => file.Name);

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static IReadOnlyList<CorpusCase> ReadAll(string manifest)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(manifest))!;
        try
        {
            using JsonDocument document = JsonDocument.Parse(System.IO.File.ReadAllBytes(manifest));
            return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(one => new CorpusCase(folder, one.Clone()))];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>Whether a file has a role.</summary>
    public bool Has(string role) => _json.GetProperty("files").TryGetProperty(role, out _);

    /// <summary>The bytes of the file that has a role.</summary>
    public byte[] File(string role) => System.IO.File.ReadAllBytes(Path.Combine(_folder, _json.GetProperty("files").GetProperty(role).GetString()!));

    /// <summary>The files of those of some roles that are there.</summary>
    public IEnumerable<byte[]> Files(params IEnumerable<string> roles) => roles.Where(Has).Select(File);

    /// <inheritdoc/>
    public override string ToString() => Id;

    private string? Text(string name) => _json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
