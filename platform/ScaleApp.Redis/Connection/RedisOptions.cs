using System.ComponentModel.DataAnnotations;
using StackExchange.Redis;

namespace ScaleApp.Redis;

/// <summary>How a process is connected to Redis.</summary>
public sealed class RedisOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Redis";

    /// <summary>
    /// Where Redis is, in StackExchange.Redis's format: <c>host:port,password=...,defaultDatabase=0</c>. Required. Time-outs
    /// in it give way to the ones below.
    /// </summary>
    [Required(ErrorMessage = "Redis has no connection string: set ConnectionStrings:<name>, or Redis:ConnectionString.")]
    public string ConnectionString { get; set; } = "";

    /// <summary>The deadline of every call, from being made to its answer. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an attempt to connect may take. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the watchdog asks for a sign of life. Default: 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the watchdog waits for that sign before it replaces the connection. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause between two attempts to reach a Redis that is away. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan MaxReconnectDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Last word on what is handed to StackExchange.Redis; null changes nothing.</summary>
    public Action<ConfigurationOptions>? ConfigureClient { get; set; }
}
