namespace Enarx.Protocol;

/// <summary>
/// What a client asks a keep to attest to: rule <c>attest-request</c> of docs/protocol.cddl. The host carries it unread.
/// </summary>
/// <param name="Profile">Profile of the claims; <see cref="KeepClaims.CurrentProfile"/>.</param>
/// <param name="Nonce">The client's nonce, 32 bytes.</param>
public sealed record AttestRequest(string Profile, byte[] Nonce)
{
    /// <summary>The deterministic encoding.</summary>
    public byte[] Encode() => MapWriter.Encode(map => map.Text("profile", Profile).Bytes("nonce", Nonce));

    /// <summary>Reads an encoded request.</summary>
    /// <exception cref="ProtocolException">It does not follow the rule.</exception>
    public static AttestRequest Decode(ReadOnlyMemory<byte> body)
    {
        var map = MapReader.Open(body, "attest-request");
        string? profile = null;
        byte[]? nonce = null;
        while (map.MoveNext())
        {
            switch (map.Key)
            {
                case "profile": profile = map.Line(64); break;
                case "nonce": nonce = map.Bytes(KeepClaims.NonceLength, KeepClaims.NonceLength); break;
                default: throw map.Unknown();
            }
        }

        return new AttestRequest(profile ?? throw map.Missing("profile"), nonce ?? throw map.Missing("nonce"));
    }
}
