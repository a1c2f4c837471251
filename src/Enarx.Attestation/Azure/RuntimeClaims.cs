using System.Buffers.Text;
using System.Formats.Asn1;
using System.Text.Json;

namespace Enarx.Attestation;

/// <summary>
/// The runtime claims of Azure's paravisor (JSON): the public part of the vTPM's attestation key (a JWK, RFC 7517, with
/// the kid HCLAkPub), the configuration of the VM, and 64 bytes that software in the VM chose.
/// </summary>
internal sealed class RuntimeClaims
{
    private const string KeyId = "HCLAkPub";
    private const int UserDataLength = 64;
    private const int MostClaims = 64;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    private RuntimeClaims(byte[] attestationKey, byte[]? userData, IReadOnlyList<EvidenceClaim> configuration)
    {
        AttestationKey = attestationKey;
        UserData = userData;
        Configuration = configuration;
    }

    /// <summary>SubjectPublicKeyInfo of the vTPM's attestation key, RSA.</summary>
    public byte[] AttestationKey { get; }

    /// <summary>What software in the VM wrote to NV index 0x01400002; null where the paravisor is too old to have it.</summary>
    public byte[]? UserData { get; }

    /// <summary>The VM's configuration, one claim a property.</summary>
    public IReadOnlyList<EvidenceClaim> Configuration { get; }

    /// <summary>Reads the claims. Members that are not known are passed over; what they say is covered by the digest all the same.</summary>
    /// <exception cref="FieldException">They are not JSON, or do not have the key.</exception>
    public static RuntimeClaims Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            JsonElement claims = document.RootElement;
            return new RuntimeClaims(ReadKey(claims), ReadUserData(claims), ReadConfiguration(claims));
        }
        catch (JsonException e)
        {
            // Lines are counted, columns are bytes; the claims are one line.
            throw new FieldException("claims", (int)Math.Min(e.BytePositionInLine ?? 0, json.Length), $"they are not the JSON object that they must be: {e.Message.TrimEnd('.')}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new FieldException("claims", 0, "a member is not of the type that it must be", e);
        }
    }

    private static byte[] ReadKey(JsonElement claims)
    {
        JsonElement? found = null;
        if (claims.TryGetProperty("keys", out JsonElement keys))
        {
            foreach (JsonElement key in keys.EnumerateArray())
            {
                if (!key.TryGetProperty("kid", out JsonElement id) || id.GetString() != KeyId)
                    continue;
                if (found is not null)
                    throw new FieldException("keys", 0, $"there is more than one {KeyId}");
                found = key;
            }
        }

        if (found is not { } jwk)
            throw new FieldException("keys", 0, $"there is no {KeyId}");
        if (!jwk.TryGetProperty("kty", out JsonElement type) || type.GetString() != "RSA")
            throw new FieldException("keys", 0, $"{KeyId} must be an RSA key");
        byte[] modulus = Number(jwk, "n"), exponent = Number(jwk, "e");
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(modulus);
            writer.WriteIntegerUnsigned(exponent);
        }

        byte[] numbers = writer.Encode();
        writer.Reset();
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.1.1");
                writer.WriteNull();
            }

            writer.WriteBitString(numbers);
        }

        byte[] info = writer.Encode();
        return VerificationKey.Import(info) is null
            ? throw new FieldException("keys", 0, $"{KeyId} must have a modulus of 2048 to 8192 bits and the exponent 65537")
            : info;
    }

    private static byte[] Number(JsonElement key, string name)
    {
        string? text = key.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
        try
        {
            byte[] number = Base64Url.DecodeFromChars(text ?? "");
            // A number has one encoding, without leading zeros and without padding (RFC 7518, section 6.3.1).
            return number is [not 0, ..] && Base64Url.EncodeToString(number) == text
                ? number
                : throw new FieldException("keys", 0, $"'{name}' of {KeyId} must be a number in base64url");
        }
        catch (FormatException e) when (e is not FieldException)
        {
            throw new FieldException("keys", 0, $"'{name}' of {KeyId} is not base64url", e);
        }
    }

    private static byte[]? ReadUserData(JsonElement claims)
    {
        if (!claims.TryGetProperty("user-data", out JsonElement data))
            return null;
        try
        {
            byte[] bytes = Convert.FromHexString(data.GetString() ?? "");
            return bytes.Length == UserDataLength ? bytes : throw new FieldException("user-data", 0, $"it must have {UserDataLength} bytes; it has {bytes.Length}");
        }
        catch (FormatException e) when (e is not FieldException)
        {
            throw new FieldException("user-data", 0, "it is not hexadecimal", e);
        }
    }

    private static List<EvidenceClaim> ReadConfiguration(JsonElement claims)
    {
        List<EvidenceClaim> all = [];
        if (!claims.TryGetProperty("vm-configuration", out JsonElement configuration))
            return all;
        foreach (JsonProperty property in configuration.EnumerateObject())
        {
            if (all.Count == MostClaims)
                throw new FieldException("vm-configuration", 0, $"it has more than {MostClaims} members");
            // As it is written: characters that JSON escapes could make a terminal show something else.
            string raw = property.Value.GetRawText(), value = property.Value.ValueKind == JsonValueKind.String ? raw[1..^1] : raw;
            all.Add(new EvidenceClaim($"vm-configuration.{JsonEncodedText.Encode(property.Name)}", value, "report: runtime claims"));
        }

        return all;
    }
}
