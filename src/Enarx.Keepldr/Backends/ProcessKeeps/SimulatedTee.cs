using System.Net.Sockets;
using Enarx.Attestation;
using Enarx.Host;
using Enarx.Protocol;

namespace Enarx.Keepldr.Backends.ProcessKeeps;

/// <summary>
/// Stands where a TEE's hardware stands: it measures what is launched, holds the key that evidence is signed with, and
/// gives evidence to the guest. The guest gets evidence and nothing else, so it cannot lie about what it is.
/// </summary>
internal sealed class SimulatedTee : IDisposable
{
    private const int ReportDataLength = 64;

    private readonly Tee _tee;
    private readonly ISimulatedProcessor _processor;
    private readonly Task<byte[]> _measurement;

    private SimulatedTee(Tee tee, ISimulatedProcessor processor, Task<byte[]> measurement)
    {
        _tee = tee;
        _processor = processor;
        _measurement = measurement;
    }

    /// <summary>Starts to measure, in the background of the launch.</summary>
    public static SimulatedTee Launch(Options options, string programDirectory, IReadOnlyList<string> parameters)
    {
        ISimulatedProcessor processor = Simulator.Open(options.SimulationDirectory, options.Kind);
        return new SimulatedTee(options.Kind.Tee, processor, Task.Run(() => LaunchMeasurement.Compute(options.Kind.Tee, processor.MeasurementLength, programDirectory, parameters)));
    }

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
        SimulatedEvidence evidence = _processor.GiveEvidence(await _measurement.WaitAsync(cancellationToken).ConfigureAwait(false), reportData);
        return new ReportMessage(_tee, evidence.Report, evidence.Endorsements).Encode();
    }
}
