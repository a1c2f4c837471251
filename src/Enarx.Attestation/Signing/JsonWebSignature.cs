using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Enarx.Attestation;

/// <summary>JSON Web Signatures in their compact form (RFC 7515, section 7.1).</summary>
internal static class JsonWebSignature
{
    /// <summary>The header: the algorithm, what it is, and the public key (RFC 7517) or its name.</summary>
    public static byte[] Header(SigningKey? key, string type, bool embedKey)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("alg", key?.Algorithm ?? "none");
            writer.WriteString("typ", type);
            if (key is not null && embedKey)
            {
                int coordinate = key.Point.Length / 2;
                writer.WriteStartObject("jwk");
                writer.WriteString("kty", "EC");
                writer.WriteString("crv", key.Curve);
                writer.WriteString("x", Base64Url.EncodeToString(key.Point.AsSpan(0, coordinate)));
                writer.WriteString("y", Base64Url.EncodeToString(key.Point.AsSpan(coordinate)));
                writer.WriteEndObject();
            }
            else if (key is not null)
            {
                writer.WriteString("kid", key.PublicKeyDigest.ToString());
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>What is signed (RFC 7515, section 5.1): header and payload in base64url, with a dot between.</summary>
    public static byte[] SigningInput(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) =>
        Encoding.ASCII.GetBytes($"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}");
}
