using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Enarx.Protocol;
using Enarx.Wasmldr.Http;
using Enarx.Wasmldr.Workloads;
using Microsoft.AspNetCore.Http;

namespace Enarx.Wasmldr.Tests;

/// <summary>The keep's HTTP interface, against clients that do not behave.</summary>
public sealed class KeepApplicationTests : IDisposable
{
    private const int AllUploads = 4;

    // (module (func (export "_start"))): the least program.
    private static readonly byte[] Program =
        Convert.FromHexString("0061736d01000000010401600000030201000" + "70a01065f737461727400000a040102000b");

    private readonly ManualClock _clock = new();
    private readonly WorkloadStore _workloads = new();
    private readonly KeepApplication _application;

    public KeepApplicationTests() => _application = new KeepApplication(_workloads, _clock);

    public void Dispose()
    {
        _application.Dispose();
        _workloads.Dispose();
    }

    [Fact]
    public async Task Uploads_that_stall_end_in_an_error_and_make_room()
    {
        Pipe[] stalled = [.. Enumerable.Range(0, AllUploads).Select(_ => new Pipe())];
        Task<(int Status, byte[] Body)>[] waiting = [.. stalled.Select(pipe => PostAsync("/workloads", pipe))];
        foreach (Pipe pipe in stalled)
            await pipe.Writer.WriteAsync(await RequestAsync(), TestContext.Current.CancellationToken);
        await UntilAsync(() => _clock.Timers == AllUploads);

        // A fifth has to wait for one of them.
        var whole = new Pipe();
        Task<(int Status, byte[] Body)> last = PostAsync("/workloads", whole);
        await whole.Writer.WriteAsync(new byte[][] { await RequestAsync(), Program }.SelectMany(b => b).ToArray(), TestContext.Current.CancellationToken);
        await whole.Writer.CompleteAsync();
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        Assert.False(last.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(2));
        foreach (Task<(int Status, byte[] Body)> task in waiting)
        {
            (int status, byte[] body) = await task;
            Assert.Equal(StatusCodes.Status422UnprocessableEntity, status);
            Assert.Equal(KeepErrorId.OperationTimedOut, ErrorMessage.Decode(body).Id);
        }

        Assert.Equal(StatusCodes.Status200OK, (await last).Status);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("//workloads")]
    [InlineData("/workloads/")]
    [InlineData("/workloads//stop")]
    [InlineData("/workloads/1/")]
    [InlineData("/workloads/-1/stop")]
    [InlineData("/workloads/1/stop/")]
    public async Task A_path_that_is_not_one_is_not_found(string path)
    {
        await RunProgramAsync();
        Assert.Equal(StatusCodes.Status404NotFound, (await PostAsync(path, Completed([]))).Status);
    }

    [Fact]
    public async Task A_stop_with_a_body_is_refused_and_stops_nothing()
    {
        await RunProgramAsync();
        (int status, byte[] body) = await PostAsync("/workloads/1/stop", Completed([0xA0]));
        Assert.Equal(StatusCodes.Status400BadRequest, status);
        Assert.Equal(KeepErrorId.ProtocolViolation, ErrorMessage.Decode(body).Id);
        Assert.Equal(StatusCodes.Status200OK, (await PostAsync("/workloads/1/stop", Completed([]))).Status);
    }

    [Fact]
    public async Task A_module_that_ends_early_is_refused()
    {
        byte[] body = [.. await RequestAsync(), .. Program[..^1]];
        Assert.Equal(StatusCodes.Status400BadRequest, (await PostAsync("/workloads", Completed(body))).Status);
    }

    private async Task RunProgramAsync() =>
        Assert.Equal(StatusCodes.Status200OK, (await PostAsync("/workloads", Completed([.. await RequestAsync(), .. Program]))).Status);

    private async Task<(int Status, byte[] Body)> PostAsync(string path, Pipe body)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Post;
        context.Request.Path = path;
        context.Request.Body = body.Reader.AsStream();
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        await _application.ProcessRequestAsync(context);
        return (context.Response.StatusCode, answer.ToArray());
    }

    private static async Task<byte[]> RequestAsync()
    {
        using var frame = new MemoryStream();
        await frame.WriteFrameAsync(new WorkloadRequest { ModuleLength = Program.Length, ModuleDigest = SHA384.HashData(Program) }.Encode(), TestContext.Current.CancellationToken);
        return frame.ToArray();
    }

    private static Pipe Completed(byte[] content)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        pipe.Writer.Write(content);
        pipe.Writer.Complete();
        return pipe;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(10, TestContext.Current.CancellationToken);
    }
}
