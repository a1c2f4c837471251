using System.Buffers.Text;
using System.Text.Json;

namespace Enarx.Attestation;

/// <summary>
/// Reads endorsements in JSON: a JWK (RFC 7517) or a set of them, the trust anchors <c>[{"implementation-id",
/// "instance-id", "pkey"}]</c> and the reference values <c>{"platform": [...], "realm": [...]}</c> of Veraison's
/// tools. A member that is not known is refused, except in a JWK, whose specification lets it have more.
/// </summary>
internal sealed class ArmJsonReader(ArmEndorsements found, string source)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>Reads a document.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public void Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array)
                ReadAnchors(root);
            else if (root.TryGetProperty("kty", out _))
                found.Add(new ArmKey(ReadKey(root), null, null, source));
            else if (root.TryGetProperty("keys", out JsonElement keys))
                ReadSet(root, keys);
            else
                ReadReferences(root);
        }
        catch (JsonException e)
        {
            throw new FormatException($"at line {e.LineNumber + 1}, byte {e.BytePositionInLine}: there is no well-formed JSON.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"a JSON value is of another type than it must be: {e.Message}", e);
        }
    }

    private static byte[] ReadKey(JsonElement key)
    {
        if (Text(key, "kty") != "EC")
            throw new FormatException("kty: the key is not of type EC.");
        if (key.TryGetProperty("d", out _))
            throw new FormatException("d: the key is a private one; no secret belongs into evidence.");
        int length = Text(key, "crv") switch
        {
            "P-256" => 32,
            "P-384" => 48,
            "P-521" => 66,
            _ => throw new FormatException("crv: the curve is none of P-256, P-384 and P-521."),
        };
        return VerificationKey.InfoOfPoint([.. Coordinate(key, "x", length), .. Coordinate(key, "y", length)]);
    }

    private void ReadSet(JsonElement root, JsonElement keys)
    {
        RequireOnly(root, "keys");
        foreach (JsonElement key in keys.EnumerateArray())
            found.Add(new ArmKey(ReadKey(key), null, null, source));
    }

    private void ReadAnchors(JsonElement anchors)
    {
        int index = 0;
        foreach (JsonElement anchor in anchors.EnumerateArray())
        {
            RequireOnly(anchor, "pkey", "implementation-id", "instance-id");
            found.Add(new ArmKey(ReadKey(Member(anchor, "pkey")), Hex(anchor, "implementation-id"), Hex(anchor, "instance-id"), $"{source}[{index++}]"));
        }
    }

    private void ReadReferences(JsonElement root)
    {
        RequireOnly(root, "platform", "realm");
        if (root.TryGetProperty("platform", out JsonElement platforms))
        {
            foreach (JsonElement platform in platforms.EnumerateArray())
            {
                RequireOnly(platform, "implementation-id", "platform-configuration", "sw-components");
                found.Add(new ArmPlatformReference(Hex(platform, "implementation-id") ?? throw Missing("implementation-id"), Hex(platform, "platform-configuration"),
                    [.. Member(platform, "sw-components").EnumerateArray().Select(ReadComponent)]));
            }
        }

        if (root.TryGetProperty("realm", out JsonElement realms))
        {
            foreach (JsonElement realm in realms.EnumerateArray())
                found.Add(ReadRealm(realm));
        }
    }

    private static ArmComponentReference ReadComponent(JsonElement component)
    {
        RequireOnly(component, "component-type", "measurement-value", "signer-id", "version");
        return new ArmComponentReference(
            component.TryGetProperty("component-type", out _) ? Text(component, "component-type") : null,
            component.TryGetProperty("version", out _) ? Text(component, "version") : null,
            Hex(component, "signer-id"),
            [Hex(component, "measurement-value") ?? throw Missing("measurement-value")]);
    }

    private static CcaRealmReference ReadRealm(JsonElement realm)
    {
        RequireOnly(realm, "personalization-value", "initial-measurement", "extensible-measurements", "rak-hash-algorithm");
        byte[]?[] registers = realm.TryGetProperty("extensible-measurements", out JsonElement values)
            ? [.. values.EnumerateArray().Select(value => FromHex(value, "extensible-measurements"))]
            : [];
        return registers.Length <= CcaRealmToken.Registers
            ? new CcaRealmReference(Hex(realm, "initial-measurement") ?? throw Missing("initial-measurement"), Hex(realm, "personalization-value"), registers)
            : throw new FormatException($"extensible-measurements: there are {registers.Length}; a Realm has {CcaRealmToken.Registers}.");
    }

    private static JsonElement Member(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value : throw Missing(name);

    private static string Text(JsonElement element, string name) => Member(element, name).GetString() ?? throw Missing(name);

    private static byte[]? Hex(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? FromHex(value, name) : null;

    private static byte[] FromHex(JsonElement value, string name)
    {
        try
        {
            return Convert.FromHexString(value.GetString() ?? throw Missing(name));
        }
        catch (FormatException e)
        {
            throw new FormatException($"{name}: there must be pairs of hexadecimal digits.", e);
        }
    }

    private static byte[] Coordinate(JsonElement key, string name, int length)
    {
        string text = Text(key, name);
        return Base64Url.IsValid(text) && Base64Url.DecodeFromChars(text) is { } bytes && bytes.Length == length
            ? bytes
            : throw new FormatException($"{name}: there must be {length} bytes in base64url.");
    }

    private static void RequireOnly(JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (!names.Contains(member.Name))
                throw new FormatException($"there is a member beside {string.Join(", ", names)}.");
        }
    }

    private static FormatException Missing(string name) => new($"{name}: it is missing.");
}
