using System.Net.Sockets;
using System.Security.Cryptography;

namespace Enarx.Channel.Tests;

public sealed class HandshakeTests
{
    [Fact]
    public async Task Both_ends_have_the_same_channel_binding_and_every_connection_has_another()
    {
        var seen = new HashSet<string>();
        for (int i = 0; i < 5; i++)
        {
            await using Wire.Channel channel = await Wire.ChannelAsync();
            Assert.Equal(ChannelProfile.ChannelBindingLength, channel.Client.ChannelBinding.Length);
            Assert.Equal(channel.Server.ChannelBinding.ToArray(), channel.Client.ChannelBinding.ToArray());
            Assert.True(seen.Add(Convert.ToHexString(channel.Client.ChannelBinding.Span)));
        }
    }

    [Fact]
    public async Task Many_handshakes_at_once_share_one_key()
    {
        (_, KeepCredential credential) = TestKeys.Keep();
        (AttestedTlsStream Server, AttestedTlsStream Client)[] channels =
            await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => OpenAsync(credential)))).WaitAsync(Wire.Patience);
        Assert.Equal(32, channels.DistinctBy(channel => Convert.ToHexString(channel.Client.ChannelBinding.Span)).Count());
        foreach ((AttestedTlsStream server, AttestedTlsStream client) in channels)
        {
            await client.DisposeAsync();
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_replaced_certificate_is_shown_to_new_connections_and_old_ones_go_on()
    {
        (ECDsa key, KeepCredential credential) = TestKeys.Keep();
        byte[] before = credential.Certificate;
        (AttestedTlsStream server, AttestedTlsStream client) first = await OpenAsync(credential);

        byte[] replacement = TestKeys.SelfSigned(key, padding: 1000).RawData;
        credential.Replace(replacement);
        Assert.NotEqual(before, credential.Certificate);
        (AttestedTlsStream server, AttestedTlsStream client) second = await OpenAsync(credential);

        foreach ((AttestedTlsStream server, AttestedTlsStream client) in new[] { first, second })
        {
            await client.WriteAsync(new byte[] { 7 });
            byte[] got = new byte[1];
            await server.ReadExactlyAsync(got);
            Assert.Equal(7, got[0]);
            await client.DisposeAsync();
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_certificate_that_new_connections_get_is_the_replacement()
    {
        (ECDsa key, KeepCredential credential) = TestKeys.Keep();
        byte[] replacement = TestKeys.SelfSigned(key, padding: 1000).RawData;
        credential.Replace(replacement);
        Assert.Equal(replacement, await Peers.CertificateOfAsync(credential));
    }

    [Fact]
    public void A_certificate_for_another_key_cannot_replace_the_keeps()
    {
        (_, KeepCredential credential) = TestKeys.Keep();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Throws<ArgumentException>(() => credential.Replace(TestKeys.SelfSigned(other).RawData));
    }

    [Fact]
    public void A_keep_cannot_start_with_a_key_on_another_curve_or_a_certificate_that_is_too_long()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Unusable(other, TestKeys.SelfSigned(other).RawData);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Unusable(key, TestKeys.SelfSigned(key, padding: ChannelProfile.MaximumCertificateLength).RawData);
        Unusable(key, [.. TestKeys.SelfSigned(key).RawData, 0]);
        Unusable(key, System.Text.Encoding.ASCII.GetBytes(TestKeys.SelfSigned(key).ExportCertificatePem()));
        Unusable(key, [0x30, 0x00]);
        Unusable(key, []);

        static void Unusable(ECDsa key, byte[] certificate) => Assert.Equal(
            AttestedTlsReason.CertificateUnusable, Assert.Throws<AttestedTlsException>(() => new KeepCredential(key, certificate)).Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    [InlineData(47)]
    [InlineData(64)]
    public void A_pin_that_is_no_SHA_384_is_refused_before_anything_is_sent(int length) =>
        Assert.Throws<ArgumentException>(() => { _ = AttestedTlsStream.ConnectAsync(new MemoryStream(), new byte[length]); });

    [Fact]
    public async Task A_silent_client_runs_out_of_time()
    {
        (_, KeepCredential credential) = TestKeys.Keep();
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        await Wire.RefusedAsync(AttestedTlsStream.AcceptAsync(server, credential, Wire.Short), AttestedTlsReason.HandshakeTimeout);
        Assert.Equal(0, await client.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task A_silent_server_runs_out_of_time()
    {
        (_, NetworkStream client) = await Wire.PairAsync();
        await Wire.RefusedAsync(AttestedTlsStream.ConnectAsync(client, new byte[48], Wire.Short), AttestedTlsReason.HandshakeTimeout);
    }

    [Fact]
    public async Task A_client_that_drips_its_first_message_runs_out_of_time()
    {
        (_, KeepCredential credential) = TestKeys.Keep();
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        Task refused = Wire.RefusedAsync(AttestedTlsStream.AcceptAsync(server, credential, Wire.Short), AttestedTlsReason.HandshakeTimeout);
        byte[] hello = await Peers.ClientHelloAsync();
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            foreach (byte b in hello)
            {
                await client.WriteAsync(new[] { b });
                await Task.Delay(20);
            }
        });
        await refused;
    }

    [Fact]
    public async Task Giving_up_ends_a_handshake_at_either_end()
    {
        (_, KeepCredential credential) = TestKeys.Keep();
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        using var giveUp = new CancellationTokenSource();
        Task accept = AttestedTlsStream.AcceptAsync(server, credential, Wire.Patience, giveUp.Token);
        (_, NetworkStream other) = await Wire.PairAsync();
        Task connect = AttestedTlsStream.ConnectAsync(other, new byte[48], Wire.Patience, giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accept.WaitAsync(Wire.Patience));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connect.WaitAsync(Wire.Patience));
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_peer_that_goes_away_is_named_as_such()
    {
        (_, KeepCredential credential) = TestKeys.Keep();
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        Task accept = AttestedTlsStream.AcceptAsync(server, credential, Wire.Patience);
        client.Socket.Shutdown(SocketShutdown.Send);
        await Wire.RefusedAsync(accept, AttestedTlsReason.PeerClosed);

        (server, client) = await Wire.PairAsync();
        Task connect = AttestedTlsStream.ConnectAsync(client, new byte[48], Wire.Patience);
        server.Socket.Shutdown(SocketShutdown.Send);
        await Wire.RefusedAsync(connect, AttestedTlsReason.PeerClosed);
    }

    private static async Task<(AttestedTlsStream Server, AttestedTlsStream Client)> OpenAsync(KeepCredential credential)
    {
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        Task<AttestedTlsStream> accepted = AttestedTlsStream.AcceptAsync(server, credential, Wire.Patience);
        AttestedTlsStream connected = await AttestedTlsStream.ConnectAsync(client, credential.KeyDigest, Wire.Patience);
        return (await accepted, connected);
    }
}
