using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Enarx.Channel.Tests;

/// <summary>What the client must refuse, whoever answers in the keep's place.</summary>
public sealed class ClientRefusalTests : IDisposable
{
    private readonly ECDsa _attested = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _attested.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task The_forged_server_is_accepted_when_nothing_is_forged()
    {
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        Task<int> served = new ForgedServer(_attested, Der(_attested)).ServeAsync(server);
        await using (AttestedTlsStream channel = await AttestedTlsStream.ConnectAsync(client, TestKeys.Digest(_attested), Wire.Patience))
            await channel.WriteAsync(new byte[3]);
        Assert.Equal(3, await served.WaitAsync(Wire.Patience));
    }

    [Fact]
    public Task Another_key_with_the_same_subject_is_refused() => RefusedAsync(AttestedTlsReason.PeerKeyMismatch, _other, Der(_other));

    [Fact]
    public Task The_attested_certificate_without_its_key_is_refused() => RefusedAsync(AttestedTlsReason.ProtocolViolation, _other, Der(_attested));

    [Fact]
    public Task A_chain_of_two_certificates_is_refused_even_if_the_first_is_right() =>
        RefusedAsync(AttestedTlsReason.CertificateUnusable, _attested, Der(_attested), Der(_other));

    [Fact]
    public Task A_certificate_with_a_P_384_key_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return RefusedAsync(AttestedTlsReason.CertificateUnusable, _attested, Der(key));
    }

    [Fact]
    public Task A_certificate_with_an_RSA_key_is_refused()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(TestKeys.Subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1));
        return RefusedAsync(AttestedTlsReason.CertificateUnusable, _attested, certificate.RawData);
    }

    [Fact]
    public Task An_oversized_certificate_is_refused_even_with_the_right_key() =>
        RefusedAsync(AttestedTlsReason.CertificateUnusable, _attested, Der(_attested, ChannelProfile.MaximumCertificateLength));

    [Fact]
    public Task A_certificate_beyond_the_longest_handshake_message_is_refused() =>
        RefusedAsync(AttestedTlsReason.ProtocolViolation, _attested, Der(_attested, 40 * 1024));

    [Fact]
    public async Task A_certificate_of_just_under_the_limit_is_accepted()
    {
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        Task<int> served = new ForgedServer(_attested, Der(_attested, ChannelProfile.MaximumCertificateLength - 1024)).ServeAsync(server);
        await using (await AttestedTlsStream.ConnectAsync(client, TestKeys.Digest(_attested), Wire.Patience))
        {
        }

        Assert.Equal(0, await served.WaitAsync(Wire.Patience));
    }

    [Fact]
    public async Task A_server_that_agrees_on_no_application_protocol_is_refused() => await SslRefusedAsync(
        AttestedTlsReason.NoApplicationProtocol, Peers.Server(TestKeys.SelfSigned(_attested), withName: false));

    [Fact]
    public async Task A_server_that_speaks_TLS_1_2_only_is_refused() => await SslRefusedAsync(
        AttestedTlsReason.ProtocolVersion, Peers.Server(TestKeys.SelfSigned(_attested), SslProtocols.Tls12));

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    public async Task A_server_that_speaks_no_TLS_at_all_is_refused(string greeting)
    {
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        Task connect = AttestedTlsStream.ConnectAsync(client, TestKeys.Digest(_attested), Wire.Patience);
        await server.WriteAsync(System.Text.Encoding.ASCII.GetBytes(greeting));
        await Wire.RefusedAsync(connect, AttestedTlsReason.ProtocolViolation);
    }

    private static byte[] Der(ECDsa key, int padding = 0)
    {
        using X509Certificate2 certificate = TestKeys.SelfSigned(key, padding);
        return certificate.RawData;
    }

    private async Task RefusedAsync(AttestedTlsReason reason, ECDsa key, params byte[][] certificates)
    {
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        Task<int> served = new ForgedServer(key, certificates).ServeAsync(server);
        await Wire.RefusedAsync(AttestedTlsStream.ConnectAsync(client, TestKeys.Digest(_attested), Wire.Patience), reason);
        Assert.Equal(0, await served.WaitAsync(Wire.Patience));
    }

    private async Task SslRefusedAsync(AttestedTlsReason reason, SslServerAuthenticationOptions options)
    {
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        await using var ssl = new SslStream(server);
        Task<int> serve = Task.Run(async () =>
        {
            try
            {
                await ssl.AuthenticateAsServerAsync(options);
                return await ssl.ReadAsync(new byte[1]);
            }
            catch (Exception e) when (e is AuthenticationException or IOException)
            {
                return 0;
            }
        });
        await Wire.RefusedAsync(AttestedTlsStream.ConnectAsync(client, TestKeys.Digest(_attested), Wire.Patience), reason);
        Assert.Equal(0, await serve.WaitAsync(Wire.Patience));
    }
}
