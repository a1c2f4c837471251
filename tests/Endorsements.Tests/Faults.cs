using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Enarx.Attestation.Tests;

/// <summary>What a service can do wrong.</summary>
internal static class Faults
{
    public static Func<HttpContext, Task> Status(int status, params (string Name, string Value)[] headers) => context =>
    {
        context.Response.StatusCode = status;
        foreach ((string name, string value) in headers)
            context.Response.Headers[name] = value;
        return Task.CompletedTask;
    };

    public static Func<HttpContext, Task> Busy(int seconds, int status = 429) =>
        Status(status, ("Retry-After", seconds.ToString(CultureInfo.InvariantCulture)));

    public static Func<HttpContext, Task> Body(byte[] body) => context => context.Response.Body.WriteAsync(body).AsTask();

    /// <summary>Closes the connection without an answer.</summary>
    public static Task Reset(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Promises more than comes.</summary>
    public static async Task Truncated(HttpContext context)
    {
        context.Response.ContentLength = 1000;
        await context.Response.Body.WriteAsync(new byte[100]);
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    /// <summary>Promises too much.</summary>
    public static Task Oversize(HttpContext context)
    {
        context.Response.ContentLength = 1L << 40;
        return context.Response.StartAsync();
    }

    /// <summary>Sends without an end, and without saying how much.</summary>
    public static async Task Endless(HttpContext context)
    {
        try
        {
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(new byte[64 * 1024], context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client has had enough.
        }
    }

    /// <summary>Sends a part, says so, and then nothing until the client has gone.</summary>
    public static Func<HttpContext, Task> Stuck(Action begun, Action? gone = null) => async context =>
    {
        context.Response.ContentLength = 1000;
        await context.Response.Body.WriteAsync(new byte[10]);
        await context.Response.Body.FlushAsync();
        var over = new TaskCompletionSource();
        using CancellationTokenRegistration registration = context.RequestAborted.Register(() => over.TrySetResult());
        begun();
        await over.Task.WaitAsync(VendorServer.Patience);
        gone?.Invoke();
    };
}
