using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Enarx.Attestation;

/// <summary>
/// The signature of a policy: a JSON Web Signature over the very bytes of the file, with the payload detached (RFC 7515,
/// appendix F), so that the policy stays a file that people and other tools read. The header has three members: alg
/// (ES256, ES384 or ES512), typ (<c>keep-policy</c>) and jwk, the public key, which is trusted only when a pin names it.
/// </summary>
public static class PolicySignature
{
    /// <summary>What follows the policy's file name in that of its signature.</summary>
    public const string Extension = ".jws";

    /// <summary>Most characters of a signature.</summary>
    public const int MostCharacters = 4096;

    private const string Type = "keep-policy";

    private static readonly string[] HeaderMembers = ["alg", "jwk", "typ"];
    private static readonly string[] KeyMembers = ["crv", "kty", "x", "y"];

    /// <summary>Signs the bytes of a policy.</summary>
    /// <exception cref="KeepException">SigningKeyUnusable.</exception>
    public static string Sign(ReadOnlySpan<byte> policy, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        byte[] header = JsonWebSignature.Header(key, Type, embedKey: true);
        return $"{Base64Url.EncodeToString(header)}..{Base64Url.EncodeToString(key.Sign(JsonWebSignature.SigningInput(header, policy)))}";
    }

    /// <summary>Verifies that a signer whose key is pinned signed the bytes of a policy.</summary>
    /// <param name="policy">The bytes.</param>
    /// <param name="signature">The signature's text.</param>
    /// <param name="signers">Pins: SHA-256 of the SubjectPublicKeyInfo of each signer that is accepted.</param>
    /// <returns>The pin of the one who signed.</returns>
    /// <exception cref="KeepException">PolicySignatureInvalid.</exception>
    public static Sha256Digest Verify(ReadOnlySpan<byte> policy, string signature, IReadOnlyCollection<Sha256Digest> signers)
    {
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(signers);
        signature = signature.Trim();
        if (signature.Length > MostCharacters)
            throw Invalid($"It has {signature.Length} characters; {MostCharacters} are the most.");
        string[] parts = signature.Split('.');
        if (parts.Length != 3 || parts[1].Length > 0)
            throw Invalid("It is not a compact JSON Web Signature with its payload detached, 'header..signature'.");
        byte[] header = Decode(parts[0], "header");
        (HashAlgorithmName hash, byte[] info) = ReadHeader(header);
        var pin = Sha256Digest.FromBytes(SHA256.HashData(info));
        if (!signers.Contains(pin))
            throw Invalid($"The key that it names, {pin}, is none of the signers that are accepted: {string.Join(", ", signers)}.");
        VerificationKey key = VerificationKey.Import(info) ?? throw Invalid("Its key is no point of its curve.");
        return key.VerifyConcatenated(JsonWebSignature.SigningInput(header, policy), Decode(parts[2], "signature"), hash)
            ? pin : throw Invalid("The policy is not the one that was signed, or another key signed it.");
    }

    /// <summary>The pin of a certificate or a public key, PEM or DER.</summary>
    /// <exception cref="KeepException">PolicySignatureInvalid: it is neither.</exception>
    public static Sha256Digest PinOf(ReadOnlyMemory<byte> certificateOrKey)
    {
        ReadOnlyMemory<byte> der = certificateOrKey;
        if (Encoding.ASCII.GetString(certificateOrKey.Span) is var text && PemEncoding.TryFind(text, out PemFields pem))
        {
            if (text[pem.Label] is not ("CERTIFICATE" or "PUBLIC KEY"))
                throw Invalid($"A signer is given as a certificate or a public key, not as '{PolicyTypes.Shown(text[pem.Label])}'.");
            der = Convert.FromBase64String(text[pem.Base64Data]);
        }

        if (VerificationKey.CurveBits(der.Span) is not null)
            return Sha256Digest.FromBytes(SHA256.HashData(der.Span));
        try
        {
            return X509Certificate.Parse(der).PublicKeyDigest;
        }
        catch (DerException e)
        {
            throw Invalid("The signer is neither a certificate nor a public key on P-256, P-384 or P-521, in PEM or DER.", e);
        }
    }

    private static (HashAlgorithmName Hash, byte[] Info) ReadHeader(byte[] header)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 2 });
            Dictionary<string, JsonElement> members = Members(document.RootElement, HeaderMembers);
            Dictionary<string, JsonElement> key = Members(members["jwk"], KeyMembers);
            if (members["typ"].GetString() != Type)
                throw Invalid($"Its typ is not '{Type}': it was made for something else.");
            (HashAlgorithmName hash, int coordinate) = (members["alg"].GetString(), key["kty"].GetString(), key["crv"].GetString()) switch
            {
                ("ES256", "EC", "P-256") => (HashAlgorithmName.SHA256, 32),
                ("ES384", "EC", "P-384") => (HashAlgorithmName.SHA384, 48),
                ("ES512", "EC", "P-521") => (HashAlgorithmName.SHA512, 66),
                _ => throw Invalid("Its algorithm is not ES256, ES384 or ES512 with a key of that curve."),
            };
            byte[] x = Decode(key["x"].GetString()!, "x"), y = Decode(key["y"].GetString()!, "y");
            return x.Length == coordinate && y.Length == coordinate ? (hash, VerificationKey.InfoOfPoint([.. x, .. y]))
                : throw Invalid($"Its key's coordinates have {x.Length} and {y.Length} bytes, not {coordinate}.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Invalid("Its header cannot be read.", e);
        }
    }

    // Exactly these: what is not understood (crit, b64, x5u, a second alg) must not be passed over.
    private static Dictionary<string, JsonElement> Members(JsonElement json, string[] names)
    {
        string[] found = json.ValueKind == JsonValueKind.Object ? [.. json.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal)] : [];
        return found.SequenceEqual(names, StringComparer.Ordinal) ? json.EnumerateObject().ToDictionary(member => member.Name, member => member.Value)
            : throw Invalid($"Its header must have {string.Join(", ", names)}, each once and nothing else.");
    }

    // One text for the same bytes: no padding, no white space, no stray bits.
    private static byte[] Decode(string text, string what)
    {
        try
        {
            byte[] bytes = Base64Url.DecodeFromChars(text);
            if (Base64Url.EncodeToString(bytes) == text)
                return bytes;
        }
        catch (FormatException)
        {
        }

        throw Invalid($"Its {what} is not base64url.");
    }

    private static KeepException Invalid(string reason, Exception? inner = null) =>
        new(KeepErrorId.PolicySignatureInvalid, $"The policy's signature cannot be accepted. {reason}", inner);
}
