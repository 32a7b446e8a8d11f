using ScaleApp.Redis;

namespace ScaleApp.Tests.Jobs;

/// <summary>Looks at a whole queue in one moment, and finds what must not be.</summary>
internal static class QueueInspection
{
    private static readonly RedisScript Script = RedisScript.FromText("inspect", """
        local tag, place, wrong = '{jobs:default}', {}, {}
        local function at(id, where)
          if place[id] then wrong[#wrong + 1] = id .. ' is in ' .. place[id] .. ' and in ' .. where end
          place[id] = where
        end
        for priority = 0, 2 do
          for _, id in ipairs(redis.call('LRANGE', tag .. ':wait:' .. priority, 0, -1)) do at(id, 'wait') end
        end
        for _, name in ipairs(redis.call('KEYS', tag .. ':active:*')) do
          for _, id in ipairs(redis.call('SMEMBERS', name)) do at(id, 'active') end
        end
        for _, set in ipairs({ 'delayed', 'done', 'dead', 'blocked', 'awaiting' }) do
          for _, id in ipairs(redis.call('ZRANGE', tag .. ':' .. set, 0, -1)) do at(id, set) end
        end
        for _, name in ipairs(redis.call('KEYS', tag .. ':job:*')) do
          local id = string.sub(name, #tag + 6)
          if not place[id] then wrong[#wrong + 1] = id .. ' is nowhere' end
          place[id] = nil
        end
        for id, where in pairs(place) do wrong[#wrong + 1] = id .. ' is in ' .. where .. ' without its record' end
        return wrong
        """);

    /// <summary>Fails unless every job is in exactly one place.</summary>
    public static async Task EveryJobIsInOnePlaceAsync(IRedisConnection redis)
    {
        var wrong = (string[])(await redis.EvaluateAsync(Script, [], [], CancellationToken.None))!;
        Assert.True(wrong.Length == 0, string.Join('\n', wrong.Take(10)));
    }
}
