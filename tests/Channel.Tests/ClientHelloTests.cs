using System.Buffers.Binary;

namespace Enarx.Channel.Tests;

/// <summary>What the client offers, read off the wire (RFC 8446, section 4.1.2).</summary>
public sealed class ClientHelloTests
{
    private const ushort SupportedGroups = 10, SignatureAlgorithms = 13, ApplicationProtocols = 16, SessionTicket = 35,
        PreSharedKey = 41, EarlyData = 42, SupportedVersions = 43, PostHandshakeAuthentication = 49, KeyShare = 51;

    [Fact]
    public async Task The_client_offers_TLS_1_3_with_h2_and_hybrid_key_exchange_first()
    {
        (ushort[] suites, Dictionary<ushort, byte[]> extensions) = Parse(await Peers.ClientHelloAsync());
        Assert.Equal([0x1301, 0x1302, 0x1303], suites);
        Assert.Equal([2, 3, 4], extensions[SupportedVersions]);
        Assert.Equal([0, 3, 2, (byte)'h', (byte)'2'], extensions[ApplicationProtocols]);
        Assert.Equal([0, 6, 0x11, 0xEC, 0, 29, 0, 23], extensions[SupportedGroups]);
        Assert.Equal([0, 2, 4, 3], extensions[SignatureAlgorithms]);
        // One share: X25519MLKEM768, 1184 + 32 bytes.
        Assert.Equal([0x11, 0xEC, 1216 >> 8, 1216 & 0xFF], extensions[KeyShare][2..6]);
        Assert.Equal(2 + 4 + 1216, extensions[KeyShare].Length);
    }

    [Fact]
    public async Task The_client_offers_nothing_to_resume_with_and_no_early_data()
    {
        (_, Dictionary<ushort, byte[]> extensions) = Parse(await Peers.ClientHelloAsync());
        foreach (ushort never in new[] { SessionTicket, PreSharedKey, EarlyData, PostHandshakeAuthentication })
            Assert.DoesNotContain(never, extensions.Keys);
    }

    private static (ushort[] Suites, Dictionary<ushort, byte[]> Extensions) Parse(byte[] hello)
    {
        // Record header, message header, legacy version, random.
        ReadOnlySpan<byte> rest = hello.AsSpan(5 + 4 + 2 + 32);
        Take(ref rest, 1);
        ReadOnlySpan<byte> list = Take(ref rest, 2);
        var suites = new List<ushort>();
        for (; !list.IsEmpty; list = list[2..])
        {
            ushort suite = BinaryPrimitives.ReadUInt16BigEndian(list);
            // The value that says there is no renegotiation (RFC 5746); it is no suite.
            if (suite != 0x00FF)
                suites.Add(suite);
        }

        Take(ref rest, 1);
        ReadOnlySpan<byte> left = Take(ref rest, 2);
        Assert.True(rest.IsEmpty);
        var extensions = new Dictionary<ushort, byte[]>();
        while (!left.IsEmpty)
        {
            ushort type = BinaryPrimitives.ReadUInt16BigEndian(left);
            left = left[2..];
            extensions.Add(type, Take(ref left, 2).ToArray());
        }

        return ([.. suites], extensions);
    }

    /// <summary>Takes a vector with a length of <paramref name="prefix"/> bytes before it.</summary>
    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int prefix)
    {
        int length = prefix == 1 ? rest[0] : BinaryPrimitives.ReadUInt16BigEndian(rest);
        ReadOnlySpan<byte> vector = rest.Slice(prefix, length);
        rest = rest[(prefix + length)..];
        return vector;
    }
}
