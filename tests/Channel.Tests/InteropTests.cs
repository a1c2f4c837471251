using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace Enarx.Channel.Tests;

/// <summary>Either end against TLS of another make.</summary>
public sealed class InteropTests
{
    [Theory]
    [InlineData(TlsCipherSuite.TLS_AES_128_GCM_SHA256)]
    [InlineData(TlsCipherSuite.TLS_AES_256_GCM_SHA384)]
    [InlineData(TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256)]
    public async Task An_SslStream_client_talks_to_the_keep_with_every_suite(TlsCipherSuite suite)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SslStream cannot choose cipher suites on Windows.");
        (_, KeepCredential credential) = TestKeys.Keep();
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        Task<AttestedTlsStream> accepted = AttestedTlsStream.AcceptAsync(server, credential, Wire.Patience);
        await using var ssl = new SslStream(client);
        await ssl.AuthenticateAsClientAsync(Peers.Client(suite: suite));
        Assert.Equal(suite, ssl.NegotiatedCipherSuite);
        await using AttestedTlsStream channel = await accepted;
        await EchoAsync(ssl, channel);
        await EchoAsync(channel, ssl);
        await ssl.ShutdownAsync();
        Assert.Equal(0, await channel.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task The_client_talks_to_an_SslStream_server_that_has_the_attested_key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        await using var ssl = new SslStream(server);
        Task authenticated = ssl.AuthenticateAsServerAsync(Peers.Server(TestKeys.SelfSigned(key)));
        await using AttestedTlsStream channel = await AttestedTlsStream.ConnectAsync(client, TestKeys.Digest(key), Wire.Patience);
        await authenticated;
        await EchoAsync(ssl, channel);
        await EchoAsync(channel, ssl);
        await channel.DisposeAsync();
        Assert.Equal(0, await ssl.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task The_keep_gives_a_client_no_session_tickets()
    {
        (_, KeepCredential credential) = TestKeys.Keep();
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        Task<AttestedTlsStream> accepted = AttestedTlsStream.AcceptAsync(server, credential, Wire.Patience);
        await using var ssl = new SslStream(client);
        SslClientAuthenticationOptions options = Peers.Client();
        options.AllowTlsResume = true;
        await ssl.AuthenticateAsClientAsync(options);
        await using AttestedTlsStream channel = await accepted;
        // Tickets would have followed the client's Finished, which the keep has answered in full by now.
        Assert.Equal(0, client.Socket.Available);
    }

    [Fact]
    public async Task A_channel_goes_on_after_key_updates()
    {
        (_, KeepCredential credential) = TestKeys.Keep();
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        Task<AttestedTlsStream> accepted = AttestedTlsStream.AcceptAsync(server, credential, Wire.Patience);
        var rekeying = new RekeyingClient(client);
        Task peer = Task.Run(() =>
        {
            rekeying.Connect(new AnyKeyClient());
            byte[] buffer = new byte[4];
            for (byte i = 0; i < 3; i++)
            {
                rekeying.Stream.Write([i, i, i, i]);
                rekeying.UpdateKeys();
                rekeying.Stream.ReadExactly(buffer);
                Assert.Equal([i, i, i, i], buffer);
            }
        });
        await using AttestedTlsStream channel = await accepted;
        byte[] got = new byte[4];
        for (int i = 0; i < 3; i++)
        {
            await channel.ReadExactlyAsync(got).AsTask().WaitAsync(Wire.Patience);
            await channel.WriteAsync(got);
        }

        await peer.WaitAsync(Wire.Patience);
    }

    private static async Task EchoAsync(Stream from, Stream to)
    {
        byte[] sent = RandomNumberGenerator.GetBytes(300_000), got = new byte[sent.Length];
        await Task.WhenAll(from.WriteAsync(sent).AsTask(), to.ReadExactlyAsync(got).AsTask()).WaitAsync(Wire.Patience);
        Assert.True(sent.AsSpan().SequenceEqual(got));
    }

    private sealed class RekeyingClient(Stream transport) : TlsClientProtocol(transport)
    {
        public void UpdateKeys() => Send13KeyUpdate(updateRequested: true);
    }

    private sealed class AnyKeyClient() : DefaultTlsClient(new BcTlsCrypto(new SecureRandom()))
    {
        public override TlsAuthentication GetAuthentication() => new AnyKey();

        protected override ProtocolVersion[] GetSupportedVersions() => ProtocolVersion.TLSv13.Only();

        protected override IList<ProtocolName> GetProtocolNames() => [ProtocolName.Http_2_Tls];
    }

    private sealed class AnyKey : TlsAuthentication
    {
        public TlsCredentials? GetClientCredentials(CertificateRequest certificateRequest) => null;

        public void NotifyServerCertificate(TlsServerCertificate serverCertificate)
        {
        }
    }
}
