using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Enarx.Channel.Tests;

/// <summary>What the keep must refuse of clients.</summary>
public sealed class ServerRefusalTests
{
    private const byte AlertRecord = 21;

    [Fact]
    public Task A_client_that_offers_no_application_protocol_is_refused() =>
        SslRefusedAsync(AttestedTlsReason.NoApplicationProtocol, Peers.Client(names: []));

    [Fact]
    public Task A_client_that_offers_http_1_1_only_is_refused() =>
        SslRefusedAsync(AttestedTlsReason.NoApplicationProtocol, Peers.Client(names: [SslApplicationProtocol.Http11]));

    [Fact]
    public Task A_client_that_offers_TLS_1_2_only_is_refused() =>
        SslRefusedAsync(AttestedTlsReason.ProtocolVersion, Peers.Client(SslProtocols.Tls12));

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: keep\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public async Task Plain_HTTP_is_refused_with_an_alert_and_no_waiting(string request)
    {
        (_, KeepCredential credential) = TestKeys.Keep();
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        Task accept = AttestedTlsStream.AcceptAsync(server, credential, Wire.Patience);
        await client.WriteAsync(Encoding.ASCII.GetBytes(request));
        await Wire.RefusedAsync(accept, AttestedTlsReason.ProtocolViolation);
    }

    [Fact]
    public async Task A_refusal_reaches_the_client_as_an_alert()
    {
        (_, KeepCredential credential) = TestKeys.Keep();
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        Task accept = AttestedTlsStream.AcceptAsync(server, credential, Wire.Patience);
        byte[] hello = await Peers.ClientHelloAsync();
        // The ALPN extension offers "h2"; now it offers "hx".
        int name = hello.AsSpan().IndexOf("\0\u0010\0\u0005\0\u0003\u0002h2"u8);
        Assert.True(name > 0);
        hello[name + 8] = (byte)'x';
        await client.WriteAsync(hello);
        await Wire.RefusedAsync(accept, AttestedTlsReason.NoApplicationProtocol);
        byte[] alert = new byte[7];
        await client.ReadExactlyAsync(alert);
        Assert.Equal(AlertRecord, alert[0]);
        Assert.Equal([2, 120], alert[5..]);
    }

    [Fact]
    public async Task A_record_that_announces_more_than_TLS_allows_is_refused_before_it_arrives()
    {
        (_, KeepCredential credential) = TestKeys.Keep();
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        Task accept = AttestedTlsStream.AcceptAsync(server, credential, Wire.Patience);
        await client.WriteAsync(new byte[] { 22, 3, 1, 0xFF, 0xFF });
        await Wire.RefusedAsync(accept, AttestedTlsReason.ProtocolViolation);
    }

    [Fact]
    public async Task A_handshake_message_that_announces_more_than_the_limit_is_refused_before_it_arrives()
    {
        (_, KeepCredential credential) = TestKeys.Keep();
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        Task accept = AttestedTlsStream.AcceptAsync(server, credential, Wire.Patience);
        await client.WriteAsync(new byte[] { 22, 3, 1, 0, 4, 1, 0xFF, 0xFF, 0xFF });
        await Wire.RefusedAsync(accept, AttestedTlsReason.ProtocolViolation);
    }

    private static async Task SslRefusedAsync(AttestedTlsReason reason, SslClientAuthenticationOptions options)
    {
        (_, KeepCredential credential) = TestKeys.Keep();
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        Task accept = AttestedTlsStream.AcceptAsync(server, credential, Wire.Patience);
        await using var ssl = new SslStream(client);
        Task authenticate = ssl.AuthenticateAsClientAsync(options);
        await Wire.RefusedAsync(accept, reason);
        await Assert.ThrowsAnyAsync<Exception>(() => authenticate.WaitAsync(Wire.Patience));
    }
}
