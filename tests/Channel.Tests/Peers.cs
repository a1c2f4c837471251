using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Enarx.Channel.Tests;

/// <summary>Peers that are not ours: SslStream at either end, and bytes off the wire.</summary>
internal static class Peers
{
    /// <summary>What an ordinary client says first, as an SslStream that offers h2 and TLS 1.3.</summary>
    public static SslClientAuthenticationOptions Client(
        SslProtocols protocols = SslProtocols.Tls13, SslApplicationProtocol[]? names = null, TlsCipherSuite? suite = null) => new()
        {
            TargetHost = "keep",
            EnabledSslProtocols = protocols,
            ApplicationProtocols = (names ?? [SslApplicationProtocol.Http2]) is { Length: > 0 } some ? [.. some] : null,
            RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,
#pragma warning disable CA1416 // Where SslStream cannot choose suites, the test that asks for one is skipped.
            CipherSuitesPolicy = suite is { } only ? new CipherSuitesPolicy([only]) : null,
#pragma warning restore CA1416
        };

    public static SslServerAuthenticationOptions Server(
        X509Certificate2 certificate, SslProtocols protocols = SslProtocols.Tls13, bool withName = true, X509Certificate2Collection? chain = null) => new()
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
            EnabledSslProtocols = protocols,
            ApplicationProtocols = withName ? [SslApplicationProtocol.Http2] : null,
        };

    /// <summary>The certificate that a client of another make is shown.</summary>
    public static async Task<byte[]> CertificateOfAsync(KeepCredential credential)
    {
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        Task<AttestedTlsStream> accepted = AttestedTlsStream.AcceptAsync(server, credential, Wire.Patience);
        await using var ssl = new SslStream(client);
        await ssl.AuthenticateAsClientAsync(Client());
        await using AttestedTlsStream channel = await accepted;
        return ssl.RemoteCertificate!.GetRawCertData();
    }

    /// <summary>The first message of our own client, as it goes over the wire.</summary>
    public static async Task<byte[]> ClientHelloAsync()
    {
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        using var giveUp = new CancellationTokenSource();
        Task connecting = AttestedTlsStream.ConnectAsync(client, new byte[48], Wire.Patience, giveUp.Token);
        byte[] header = new byte[5];
        await server.ReadExactlyAsync(header);
        byte[] hello = new byte[5 + (header[3] << 8 | header[4])];
        header.CopyTo(hello, 0);
        await server.ReadExactlyAsync(hello.AsMemory(5));
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        return hello;
    }
}
