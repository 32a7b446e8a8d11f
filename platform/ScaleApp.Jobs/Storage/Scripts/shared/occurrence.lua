--[[ The record of a run of a recurring job.

  Defines  occurrence(head, at, id, call) -> the record from the blank after `created` on
             head  its first line from there on: ` priority[ limit key]`
             at    the occurrence (unix ms)
             id    of the recurring job
             call  type, method and arguments, a line each
]]
local function occurrence(head, at, id, call) return head .. '\n\n' .. at .. '\n' .. id .. '\n' .. call end
