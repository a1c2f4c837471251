using System.Net.Sockets;
using System.Security.Cryptography;
using Enarx.Attestation;
using Enarx.Host;
using Enarx.Protocol;

namespace Enarx.Keepldr.Backends.ProcessKeeps;

/// <summary>
/// Stands where the AMD Secure Processor stands: it measures what is launched, holds the VCEK, and signs reports for
/// the guest. The guest gets reports and nothing else, so it cannot lie about what it is.
/// </summary>
internal sealed class SimulatedTee : IDisposable
{
    private const int ReportDataLength = 64;

    private readonly SimulatedSnpProcessor _processor;
    private readonly Task<byte[]> _measurement;
    private readonly byte[] _reportId;

    private SimulatedTee(SimulatedSnpProcessor processor, Task<byte[]> measurement)
    {
        _processor = processor;
        _measurement = measurement;
        _reportId = RandomNumberGenerator.GetBytes(32);
    }

    /// <summary>Starts to measure, in the background of the launch.</summary>
    public static SimulatedTee Launch(Options options, string programDirectory, IReadOnlyList<string> parameters) => new(
        SimulatedSnpProcessor.Open(options.SimulationDirectory, options.Product),
        Task.Run(() => LaunchMeasurement.Compute(programDirectory, parameters)));

    /// <summary>Answers the guest until it closes its end.</summary>
    public async Task ServeAsync(NetworkStream guest, CancellationToken cancellationToken)
    {
        try
        {
            await Peer.ServeAsync(guest, ReportAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ProtocolException or InvalidOperationException or OperationCanceledException)
        {
            if (e is ProtocolException or InvalidOperationException)
                HostLog.Write($"the simulated TEE ends: {e.Message}");
        }
        finally
        {
            // A guest that still asks must learn that nobody answers.
            await guest.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _processor.Dispose();

    private async Task<byte[]?> ReportAsync(string operation, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (operation != Operations.Report)
            throw new KeepException(KeepErrorId.ProtocolViolation, $"The simulated TEE has no operation '{operation}'.");
        byte[] reportData = Payload.Decode(body, ReportDataLength);
        if (reportData.Length != ReportDataLength)
            throw new ProtocolException("payload", "payload", 0, $"report_data has {ReportDataLength} bytes; there are {reportData.Length}.");
        var launch = new SnpLaunch
        {
            Measurement = await _measurement.WaitAsync(cancellationToken).ConfigureAwait(false),
            ReportId = _reportId,
        };
        return new ReportMessage(Tee.SevSnp, _processor.Attest(launch, reportData), _processor.CertificateTable).Encode();
    }
}
