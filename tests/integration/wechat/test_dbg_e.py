from tests.wechat_world import *
import asyncio, time, cProfile, pstats
async def test_x(wechat_made):
    world = await wechat_made()
    phones = [world.phone() for _ in range(30)]
    for p in phones: await p.say("x")
    await asyncio.sleep(2)
    t=time.monotonic(); c=time.process_time()
    for p in phones: await p.say("x3")
    print('seq per message wall %.1f ms cpu %.1f ms'%((time.monotonic()-t)/30*1e3,(time.process_time()-c)/30*1e3))
    t=time.monotonic(); c=time.process_time()
    await asyncio.gather(*(p.say("x4") for p in phones))
    print('30 at once per message wall %.1f ms cpu %.1f ms'%((time.monotonic()-t)/30*1e3,(time.process_time()-c)/30*1e3))
    pr=cProfile.Profile(); pr.enable()
    for p in phones: await p.say("x5")
    pr.disable()
    s=pstats.Stats(pr); s.sort_stats('cumtime').print_stats('main/(connectors|casework|contracts|simulator|tests|jiuji)',60)
    s.sort_stats('tottime').print_stats(18)
