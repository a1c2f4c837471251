using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Enarx.Attestation;
using Enarx.Channel;
using Enarx.Protocol;

namespace Enarx.EndToEnd.Tests;

/// <summary>A host that swaps, replays and stands in between.</summary>
public class HostileHostTests
{
    [Fact]
    public async Task Evidence_of_one_keep_does_not_open_another()
    {
        await using var host = new TestHost();
        Keep one = await host.CreateAsync("one"), other = await host.CreateAsync("other");
        KeepAppraisal appraisal = await host.AppraiseAsync(one);
        Assert.NotEqual(appraisal.AttestedKey, (await host.AppraiseAsync(other)).AttestedKey);

        // The host names the other keep's endpoint for the keep that was attested.
        KeepAppraisal swapped = appraisal with { Evidence = appraisal.Evidence with { Keep = one with { Endpoint = other.Endpoint } } };

        await TestHost.FailsAsync(KeepErrorId.ChannelKeyMismatch, () => TestHost.StartAsync(swapped, "probe.wasm", "exit", "0"));
    }

    [Fact]
    public async Task Somebody_in_between_with_a_key_of_his_own_gets_not_one_byte()
    {
        await using var host = new TestHost();
        KeepAppraisal appraisal = await host.AppraiseAsync(await host.CreateAsync());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = new CertificateRequest("CN=Enarx keep", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task<int> received = AcceptAsync();
        KeepAppraisal diverted = appraisal with { Evidence = appraisal.Evidence with { Keep = appraisal.Keep! with { Endpoint = listener.LocalEndpoint.ToString() } } };

        await TestHost.FailsAsync(KeepErrorId.ChannelKeyMismatch, () => TestHost.StartAsync(diverted, "probe.wasm", "exit", "0"));

        Assert.Equal(0, await received.WaitAsync(TimeSpan.FromSeconds(30)));

        async Task<int> AcceptAsync()
        {
            try
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                await using AttestedTlsStream channel = await AttestedTlsStream.AcceptAsync(client.GetStream(), new KeepCredential(key, certificate.RawData));
                return await channel.ReadAsync(new byte[1]);
            }
            catch (AttestedTlsException)
            {
                return 0;
            }
        }
    }

    [Fact]
    public async Task Evidence_that_was_given_to_another_nonce_is_refused()
    {
        await using var host = new TestHost();
        Keep keep = await host.CreateAsync();
        KeepEvidence old = await host.Manager.AttestAsync(keep, null, default);
        KeepEvidence asked = await host.Manager.AttestAsync(keep, null, default);

        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(old with { Nonce = asked.Nonce }, SimulationRoot.Policy, DateTimeOffset.UtcNow);

        Assert.Equal(CheckCategory.Nonce, appraisal.FirstFailure?.Category);
        await TestHost.FailsAsync(KeepErrorId.AppraisalNotPassed, () => TestHost.StartAsync(appraisal, "probe.wasm"));
    }

    [Theory]
    [InlineData("keepmgr")]
    [InlineData("keepldr")]
    public async Task A_program_of_the_host_refuses_what_is_no_request_and_goes_on(string program)
    {
        await using var host = new TestHost();
        Keep keep = await host.CreateAsync();
        string path = program == "keepmgr" ? host.Places.ManagerSocket : LocalPlaces.LoaderSocket(host.Places.KeepDirectory(keep.Id));

        foreach (byte[] attack in new byte[][]
        {
            [0x7F, 0xFF, 0xFF, 0xFF, 1, 2, 3], [0, 0, 0, 0], [0, 0, 0, 1, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF],
            [0, 0, 0, 8, .. Enumerable.Repeat((byte)0x81, 8)], RandomNumberGenerator.GetBytes(4096), [],
        })
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            await socket.SendAsync(attack);
            socket.Shutdown(SocketShutdown.Send);
            await DrainAsync(socket);
        }

        using var asking = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await asking.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await using var stream = new NetworkStream(asking);
        await TestHost.FailsAsync(KeepErrorId.ProtocolViolation, () => stream.RequestAsync("no-such-operation", null, default));
        Assert.Single(await host.Manager.GetKeepsAsync(default));
    }

    [Fact]
    public async Task Garbage_on_a_keeps_port_does_not_disturb_it()
    {
        await using var host = new TestHost();
        Keep keep = await host.CreateAsync();
        for (int i = 0; i < 20; i++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPEndPoint.Parse(keep.Endpoint!));
            await client.GetStream().WriteAsync(RandomNumberGenerator.GetBytes(2048));
        }

        (_, _, KeepWorkload workload) = await TestHost.RunAsync(await host.AppraiseAsync(keep), "probe.wasm", null, "exit", "3");
        Assert.Equal(3, workload.ExitStatus);
    }

    private static async Task DrainAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            while (await socket.ReceiveAsync(new byte[4096], limit.Token) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Closed with a reset.
        }
    }
}
