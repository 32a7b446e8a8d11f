using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;

namespace ScaleApp.Tests.Support;

/// <summary>Connects the .NET client of SignalR by WebSockets without negotiation; the package that brings its own transports does not restore.</summary>
internal sealed class WebSocketConnections(Action<ClientWebSocketOptions>? configure = null) : IConnectionFactory
{
    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = new ClientWebSocket();
        configure?.Invoke(socket.Options);
        var address = new UriBuilder(((UriEndPoint)endpoint).Uri);
        address.Scheme = address.Scheme == "https" ? "wss" : "ws";
        try
        {
            await socket.ConnectAsync(address.Uri, cancellationToken);
            return new Connection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Connection : DefaultConnectionContext
    {
        private readonly WebSocket _socket;
        private readonly Pipe _received = new();
        private readonly Pipe _toSend = new();
        private readonly Task _working;

        public Connection(WebSocket socket) : base(Guid.NewGuid().ToString())
        {
            _socket = socket;
            Transport = new Duplex(_received.Reader, _toSend.Writer);
            _working = Task.WhenAll(ReceiveAsync(), SendAsync());
        }

        public override void Abort(ConnectionAbortedException abortReason) => _socket.Abort();

        public override async ValueTask DisposeAsync()
        {
            await Transport.Output.CompleteAsync();
            await Transport.Input.CompleteAsync();
            await _working;
            _socket.Dispose();
            await base.DisposeAsync();
        }

        private async Task ReceiveAsync()
        {
            Exception? fault = null;
            try
            {
                while (true)
                {
                    var result = await _socket.ReceiveAsync(_received.Writer.GetMemory(4096), CancellationToken.None);
                    if (result.MessageType == WebSocketMessageType.Close)
                    {
                        break;
                    }

                    _received.Writer.Advance(result.Count);
                    if (result.EndOfMessage && (await _received.Writer.FlushAsync()).IsCompleted)
                    {
                        break;
                    }
                }
            }
            catch (Exception error) when (error is WebSocketException or OperationCanceledException or ObjectDisposedException)
            {
                fault = error;
            }

            await _received.Writer.CompleteAsync(fault);
            // Ends the sending.
            _toSend.Reader.CancelPendingRead();
        }

        private async Task SendAsync()
        {
            try
            {
                while (await _toSend.Reader.ReadAsync() is { IsCanceled: false } read)
                {
                    foreach (var part in read.Buffer)
                    {
                        await _socket.SendAsync(part, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                    }

                    _toSend.Reader.AdvanceTo(read.Buffer.End);
                    if (read.IsCompleted)
                    {
                        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(5));
                        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token);
                        break;
                    }
                }
            }
            catch (Exception error) when (error is WebSocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The receiving side finds out why, and tells.
            }

            await _toSend.Reader.CompleteAsync();
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
