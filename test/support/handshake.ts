import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'

export const HANDSHAKE = ['Host: x', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13']

/** Sends a WebSocket handshake, line by line, and leaves the connection open. */
export function open(
  port: number,
  lines: readonly string[],
  path = '/chat',
  behind = '',
  method = 'GET',
): Socket {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  socket.write(
    `${[`${method} ${path} HTTP/1.1`, ...HANDSHAKE, ...lines].join('\r\n')}\r\n\r\n${behind}`,
    'latin1',
  )
  return socket
}

/** Everything that comes back until the server has closed its side. */
export const handshake = (...asked: Parameters<typeof open>) => text(open(...asked))

/** Not `once`, which rejects when the socket breaks first. */
export const closed = (socket: Socket) => new Promise((resolve) => socket.on('close', resolve))

export const protocol = (...members: string[]) => `Sec-WebSocket-Protocol: ${members.join(', ')}`
